package io.stocktake.bench.run;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What came out.
 *
 * @param work what was done
 * @param measured what was measured of it, with its unit
 * @param peer who else did it; empty if the goal is a figure of its own
 * @param theirs what was measured of the peer
 * @param ratio how many times better than the peer
 * @param goal what is to be reached
 * @param verdict whether it was
 */
public record ResultRow(
    String work,
    String measured,
    String peer,
    String theirs,
    String ratio,
    String goal,
    String verdict) {

  /**
   * A race with a peer.
   *
   * @param unit what the rates count, per second
   * @param ours our rate
   * @param theirs the peer's rate; nothing if it is missing on this machine
   * @param goal the ratio to reach
   */
  public static ResultRow race(
      String work, String unit, double ours, String peer, OptionalDouble theirs, double goal) {
    OptionalDouble ratio =
        theirs.isPresent()
            ? OptionalDouble.of(ours / theirs.getAsDouble())
            : OptionalDouble.empty();
    return new ResultRow(
        work,
        number(ours) + " " + unit,
        peer,
        theirs.isPresent() ? number(theirs.getAsDouble()) + " " + unit : "-",
        ratio.isPresent() ? number(ratio.getAsDouble()) + " x" : "-",
        "≥ " + number(goal) + " x",
        ratio.isEmpty() ? "peer missing" : verdict(ratio.getAsDouble() >= goal));
  }

  /** A figure that is to be no smaller than the goal. */
  public static ResultRow atLeast(String work, String unit, double ours, double goal) {
    return figure(work, unit, ours, "≥ ", goal, ours >= goal);
  }

  /** A figure that is to be no larger than the goal. */
  public static ResultRow atMost(String work, String unit, double ours, double goal) {
    return figure(work, unit, ours, "≤ ", goal, ours <= goal);
  }

  private static ResultRow figure(
      String work, String unit, double ours, String sign, double goal, boolean reached) {
    return new ResultRow(
        work,
        number(ours) + " " + unit,
        "",
        "",
        "",
        sign + number(goal) + " " + unit,
        verdict(reached));
  }

  /** Cells of a table's row. */
  public String[] cells() {
    return new String[] {work, measured, peer, theirs, ratio, goal, verdict};
  }

  private static String verdict(boolean reached) {
    return reached ? "reached" : "MISSED";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
  }
}
