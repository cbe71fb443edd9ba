package io.stocktake.manifests.testing;

/**
 * How much of its count a {@link Proof} runs: the system property {@code proof.share}, above 0 and
 * at most 1. The build sets it; without a build, in an IDE, it is what {@code mvn verify} runs.
 */
public final class ProofShare {
  private static final double SHARE = Double.parseDouble(System.getProperty("proof.share", "0.15"));

  static {
    if (!(SHARE > 0 && SHARE <= 1)) {
      throw new IllegalArgumentException("proof.share is above 0 and at most 1, not " + SHARE);
    }
  }

  private ProofShare() {}

  /** The share of a full count, rounded up. */
  public static int of(int full) {
    return (int) Math.ceil(full * SHARE);
  }

  /** Whether a number from 0 on is in the share, which is spread evenly over all numbers. */
  public static boolean has(int number) {
    return (long) ((number + 1) * SHARE) > (long) (number * SHARE);
  }
}
