package io.stocktake.planner.reconcile;

import io.stocktake.manifests.plan.Reason;
import java.util.Optional;

/**
 * The one function that compares a file with an object. Pure: it takes the evidence and gives the
 * reason for a verdict, cheapest evidence first.
 */
public final class Reconcile {
  private Reconcile() {}

  /** What reading the file says of the object's ETag. */
  public enum Content {
    /** The bytes have this ETag. */
    MATCHES,
    /** They cannot have it. */
    DIFFERS,
    /** None of the part sizes tried gives it. */
    UNEXPLAINED
  }

  /**
   * Compares without reading the file.
   *
   * @param fileSize the file's bytes
   * @param object the object of its key, if there is one
   * @param checksummed whether a checksum of the object's content is known besides its ETag
   * @param sizeOnly whether a file of the object's size counts as the same
   * @return the reason, or nothing if only the content can decide
   */
  public static Optional<Reason> withoutReading(
      long fileSize, Optional<RemoteObject> object, boolean checksummed, boolean sizeOnly) {
    if (object.isEmpty()) {
      return Optional.of(Reason.NEW);
    }
    RemoteObject remote = object.get();
    if (remote.ambiguous()) {
      return Optional.of(Reason.AMBIGUOUS);
    }
    if (remote.customerKey()) {
      return Optional.of(Reason.CUSTOMER_KEY);
    }
    if (!remote.evident()) {
      return Optional.of(Reason.NO_EVIDENCE);
    }
    if (remote.size() != fileSize) {
      return Optional.of(Reason.SIZE);
    }
    if (sizeOnly) {
      return Optional.of(Reason.SAME);
    }
    return remote.encrypted() && !checksummed ? Optional.of(Reason.ENCRYPTED) : Optional.empty();
  }

  /** The reason that the content gives. */
  public static Reason byContent(Content content) {
    return switch (content) {
      case MATCHES -> Reason.SAME;
      case DIFFERS -> Reason.CONTENT;
      case UNEXPLAINED -> Reason.PART_SIZE_UNKNOWN;
    };
  }
}
