package io.stocktake.executor.direct;

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
 */
record Goal(Optional<ETag> etag, long size) {
  static Goal object(ETag etag, long size) {
    return new Goal(Optional.of(etag), size);
  }

  static Goal absence() {
    return new Goal(Optional.empty(), -1);
  }

  boolean reached(Optional<StoredObject> found) {
    return etag.isEmpty()
        ? found.isEmpty()
        : found.isPresent()
            && !found.get().opaque()
            && found.get().size() == size
            && found.get().etag().equals(etag.get());
  }

  static boolean holds(Guard guard, Optional<StoredObject> found) {
    return guard.state() == Guard.State.ABSENT
        ? found.isEmpty()
        : found.map(StoredObject::etag).equals(guard.etag());
  }

  /** What the key's state says of a row whose guard does not hold any more. */
  Result judge(Optional<StoredObject> found) {
    return reached(found)
        ? new Result(
            Outcome.ALREADY_DONE,
            found.map(StoredObject::etag),
            found.flatMap(StoredObject::versionId),
            "")
        : drifted(found, size);
  }

  /** Whether the store's answer to a write agrees with the digest of what was sent. */
  static boolean agree(Written written, ETag sent) {
    return written.opaque() || written.etag().equals(sent);
  }

  /** What the store's answer to the write says of the bytes it took. */
  Result judge(Written written) {
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
                + "); look at the object before you run apply again");
  }

  /** The key is in a state that neither the plan saw nor the row, of {@code size} bytes, made. */
  static Result drifted(Optional<StoredObject> found, long size) {
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
