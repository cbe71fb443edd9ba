package io.stocktake.executor;

import io.stocktake.manifests.ETag;
import java.util.Optional;

/**
 * The result of a row: its outcome, the object's ETag and version, and a detail for the user.
 *
 * @param outcome what came of the row
 * @param etag the ETag the object has now, where the store told
 * @param versionId its version, in a versioned bucket
 * @param detail a sentence for the user; empty where all went as planned
 * @param sent the ETag of the bytes that the store took, where encryption hides it in the object's
 * @param perhapsOurs whether a request of this plan whose answer was lost may have brought about
 *     what was found
 */
public record RowResult(
    Outcome outcome,
    Optional<ETag> etag,
    Optional<String> versionId,
    String detail,
    Optional<ETag> sent,
    boolean perhapsOurs) {
  /** A result that tells no more of the content than the object's ETag does. */
  public RowResult(
      Outcome outcome, Optional<ETag> etag, Optional<String> versionId, String detail) {
    this(outcome, etag, versionId, detail, Optional.empty(), false);
  }

  /** A result that says nothing of the object. */
  public static RowResult of(Outcome outcome, String detail) {
    return new RowResult(outcome, Optional.empty(), Optional.empty(), detail);
  }

  /** The same, with the digest of all that the object holds. */
  public RowResult withSent(ETag digest) {
    return new RowResult(outcome, etag, versionId, detail, Optional.of(digest), perhapsOurs);
  }

  /** The same, but for what was sent: where the store's word for that is no digest. */
  public RowResult withoutSent() {
    return new RowResult(outcome, etag, versionId, detail, Optional.empty(), perhapsOurs);
  }

  /** The same, where an earlier request of the row, whose answer was lost, may have done it. */
  public RowResult inDoubt() {
    return outcome == Outcome.ALREADY_DONE
        ? new RowResult(outcome, etag, versionId, detail, sent, true)
        : this;
  }

  /** Whether this plan may have changed the object: if so, an undo plan must know of it. */
  public boolean mayHaveWritten() {
    return switch (outcome) {
      case DONE -> true;
      case ALREADY_DONE -> perhapsOurs;
      case FAILED, UNKNOWN -> etag.isPresent();
      case DRIFTED, SKIPPED -> false;
    };
  }
}
