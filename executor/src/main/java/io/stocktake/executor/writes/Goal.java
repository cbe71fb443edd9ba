package io.stocktake.executor.writes;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.Written;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.Guard;
import java.util.Optional;

/**
 * The state of a key that a row works towards.
 *
 * @param etag the ETag of what is to be written; none for a delete
 * @param size its bytes; -1 for a delete
 * @param exact whether the object must get that ETag; a server-side copy may get another
 */
public record Goal(Optional<ETag> etag, long size, boolean exact) {
  /** An object with this ETag. */
  public static Goal object(ETag etag, long size) {
    return new Goal(Optional.of(etag), size, true);
  }

  /** A copy of an object that had this ETag. */
  public static Goal copy(ETag source, long size) {
    return new Goal(Optional.of(source), size, false);
  }

  /** No object. */
  public static Goal absence() {
    return new Goal(Optional.empty(), -1, true);
  }

  boolean reached(Optional<StoredObject> found) {
    return etag.isEmpty()
        ? found.isEmpty()
        : found.isPresent()
            && !found.get().opaque()
            && found.get().size() == size
            && found.get().etag().equals(etag.get());
  }

  /**
   * Whether the object may well be what a lost request wrote: it has the size, and the ETag of what
   * was copied does not tell that of the copy.
   */
  boolean perhapsReached(Optional<StoredObject> found) {
    boolean comparable =
        exact
            || etag.isEmpty()
            || found.isEmpty()
            || (etag.filter(e -> e.isDigest() && e.parts() == 0).isPresent()
                && !found.get().opaque());
    return comparable ? reached(found) : found.get().size() == size;
  }

  /** Whether the state of a key is the one a guard insists on. */
  public static boolean holds(Guard guard, Optional<StoredObject> found) {
    return guard.state() == Guard.State.ABSENT
        ? found.isEmpty()
        : found.map(StoredObject::etag).equals(guard.etag());
  }

  /** What the key's state says of a row whose guard does not hold any more. */
  public Result judge(Optional<StoredObject> found) {
    return reached(found) ? alreadyDone(found) : drifted(found, size);
  }

  /** As {@link #judge(Optional)}, where an earlier request may have written what is there. */
  public Result judgeInDoubt(Optional<StoredObject> found) {
    return perhapsReached(found) ? alreadyDone(found) : drifted(found, size);
  }

  /** The key was in the state wanted before. */
  static Result alreadyDone(Optional<StoredObject> found) {
    return new Result(
        Outcome.ALREADY_DONE,
        found.map(StoredObject::etag),
        found.flatMap(StoredObject::versionId),
        "");
  }

  /** Whether the store's answer to a write agrees with the digest of what was sent. */
  public static boolean agree(Written written, ETag sent) {
    return written.opaque() || written.etag().equals(sent);
  }

  /** What the store's answer to the write says of the bytes it took. */
  public Result judge(Written written) {
    ETag sent = etag.orElseThrow();
    boolean good = agree(written, sent);
    return new Result(
        good ? Outcome.DONE : Outcome.FAILED,
        Optional.of(written.etag()),
        written.versionId(),
        good
            ? ""
            : "the store answered with another digest ("
                + written.etag()
                + ", sent was "
                + sent
                + "); look at the object before you run apply again",
        good && written.opaque() ? Optional.of(sent) : Optional.empty());
  }

  /** The key is in a state that neither the plan saw nor the row, of {@code size} bytes, made. */
  public static Result drifted(Optional<StoredObject> found, long size) {
    return Result.of(
        Outcome.DRIFTED,
        found.map(object -> otherwise(object, size)).orElse("the object the plan saw is gone")
            + "; make a new plan");
  }

  private static String otherwise(StoredObject object, long size) {
    return object.opaque() && object.size() == size
        ? "the key holds another object of the same size, whose encryption hides whether it is the"
            + " one to be written"
        : "the key holds another object than the plan saw (ETag "
            + object.etag()
            + ", "
            + object.size()
            + " bytes, written "
            + object.lastModified()
            + ")";
  }
}
