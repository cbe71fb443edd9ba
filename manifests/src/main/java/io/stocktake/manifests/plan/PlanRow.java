package io.stocktake.manifests.plan;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.source.FileId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * One row of a plan: everything that apply needs about one key.
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
 * @param copySource where the content comes from, for a copy alone
 * @param tags the tags to write: of the object written, or of the one that is there
 * @param file which file the path stood for, where the walk could tell
 * @param attributes the file's mode and owner, where the object is to have them
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
    Optional<String> versionId,
    Optional<CopySource> copySource,
    TagSet tags,
    Optional<FileId> file,
    Optional<PosixAttributes> attributes) {

  /**
   * The order of a plan: deletes after everything else, then by key as S3 sorts, and of versions to
   * remove by their ids.
   */
  public static final Comparator<PlanRow> ORDER =
      Comparator.comparing((PlanRow row) -> row.action == Action.DELETE)
          .thenComparing(PlanRow::key)
          .thenComparing(PlanRow::path)
          .thenComparing(row -> row.action == Action.DELETE_VERSION ? row.versionId.get() : "");

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
    if ((action == Action.COPY) != copySource.isPresent()) {
      throw new IllegalArgumentException("a copy has a source, and only a copy: " + key);
    }
    if (action != Action.UPLOAD && action != Action.COPY && action != Action.NONE) {
      requireMatch(action, key, guard);
    }
    if (action == Action.DELETE_VERSION && versionId.isEmpty()) {
      throw new IllegalArgumentException("removing a version of " + key + " needs its id");
    }
    if ((action == Action.TAG || action == Action.ADD_TAGS) && tags.isEmpty()) {
      throw new IllegalArgumentException("tagging " + key + " needs tags");
    }
  }

  /** A row that neither copies nor tags. */
  public PlanRow(
      Action action,
      Reason reason,
      ObjectKey key,
      String path,
      long size,
      Optional<Instant> mtime,
      Optional<ETag> content,
      Guard guard,
      Optional<String> versionId) {
    this(
        action,
        reason,
        key,
        path,
        size,
        mtime,
        content,
        guard,
        versionId,
        Optional.empty(),
        TagSet.EMPTY);
  }

  /** A row of which nobody told which file its path stood for. */
  public PlanRow(
      Action action,
      Reason reason,
      ObjectKey key,
      String path,
      long size,
      Optional<Instant> mtime,
      Optional<ETag> content,
      Guard guard,
      Optional<String> versionId,
      Optional<CopySource> copySource,
      TagSet tags) {
    this(
        action,
        reason,
        key,
        path,
        size,
        mtime,
        content,
        guard,
        versionId,
        copySource,
        tags,
        Optional.empty());
  }

  /** A row whose object is to have no attributes. */
  public PlanRow(
      Action action,
      Reason reason,
      ObjectKey key,
      String path,
      long size,
      Optional<Instant> mtime,
      Optional<ETag> content,
      Guard guard,
      Optional<String> versionId,
      Optional<CopySource> copySource,
      TagSet tags,
      Optional<FileId> file) {
    this(
        action,
        reason,
        key,
        path,
        size,
        mtime,
        content,
        guard,
        versionId,
        copySource,
        tags,
        file,
        Optional.empty());
  }

  /** This row, whose object is to have these attributes. */
  public PlanRow keeping(Optional<PosixAttributes> kept) {
    return new PlanRow(
        action,
        reason,
        key,
        path,
        size,
        mtime,
        content,
        guard,
        versionId,
        copySource,
        tags,
        file,
        kept);
  }

  private static void requireMatch(Action action, ObjectKey key, Guard guard) {
    if (guard.state() != Guard.State.MATCH) {
      throw new IllegalArgumentException(
          action.code() + " of " + key + " needs the ETag of the object it may touch");
    }
  }

  /** What reconcile said of the key. */
  public Verdict verdict() {
    return reason.verdict();
  }
}
