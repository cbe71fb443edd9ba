package io.stocktake.manifests.plan;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * One row of a plan: all that apply needs to know of one key.
 *
 * @param action what to do
 * @param reason why
 * @param key the object's key
 * @param path the file below the source's root, {@code /} between names; empty without a file
 * @param size bytes of the file, or of the object where there is no file
 * @param mtime the file's modification time; none without a file
 * @param content the file's digest in the form of the object's ETag, if it was read for this plan
 * @param guard the state of the key that a write insists on
 * @param versionId the object version seen, in a versioned bucket
 */
public record PlanRow(
    Action action,
    Reason reason,
    ObjectKey key,
    String path,
    long size,
    Optional<Instant> mtime,
    Optional<ETag> content,
    Guard guard,
    Optional<String> versionId) {

  /** The order of a plan: deletes after everything else, then by key as S3 sorts. */
  public static final Comparator<PlanRow> ORDER =
      Comparator.comparing((PlanRow row) -> row.action == Action.DELETE)
          .thenComparing(PlanRow::key)
          .thenComparing(PlanRow::path);

  public PlanRow {
    if (size < 0) {
      throw new IllegalArgumentException("size of " + key + " is negative: " + size);
    }
    if ((action == Action.NONE) != (guard.state() == Guard.State.NONE)) {
      throw new IllegalArgumentException("every write of " + key + " needs a guard");
    }
    if (action == Action.UPLOAD && (path.isEmpty() || mtime.isEmpty())) {
      throw new IllegalArgumentException("upload of " + key + " needs a file");
    }
    if (action == Action.DELETE && guard.state() != Guard.State.MATCH) {
      throw new IllegalArgumentException("delete of " + key + " needs the ETag it may remove");
    }
  }

  /** What reconcile said of the key. */
  public Verdict verdict() {
    return reason.verdict();
  }
}
