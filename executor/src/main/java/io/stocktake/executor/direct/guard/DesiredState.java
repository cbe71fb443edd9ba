package io.stocktake.executor.direct.guard;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What HEAD must show for a row to count as done: ETag and size, or absence.
 *
 * @param etag the ETag of what is to be written; none for a delete
 * @param size its bytes; -1 for a delete
 * @param exact whether the object must get that ETag; a server-side copy may get another
 * @param earlier whether an earlier request of the row may have written an object of this ETag,
 *     which holds the same though its bytes are others
 * @param crc64nvme computes base64 of the content's CRC-64/NVME, for objects whose ETag is no
 *     digest but of which the store keeps that; none where it would take too long
 */
public record DesiredState(
    Optional<ETag> etag,
    long size,
    boolean exact,
    Predicate<ETag> earlier,
    Optional<Supplier<String>> crc64nvme) {
  private static final String PUT_UNDER_KEY =
      " (a plan that also updates the properties of what is the same puts it under its key)";

  /** An object with this ETag. */
  public static DesiredState object(ETag etag, long size) {
    return new DesiredState(Optional.of(etag), size, true, other -> false, Optional.empty());
  }

  /** The same, where its checksum can be told. */
  public DesiredState withCrc64Nvme(Supplier<String> crc) {
    return new DesiredState(etag, size, exact, earlier, Optional.of(crc));
  }

  /** The same, or what earlier requests of the row may have written. */
  DesiredState orEarlier(Predicate<ETag> written) {
    return new DesiredState(etag, size, exact, written, crc64nvme);
  }

  /** A copy of an object that had this ETag. */
  public static DesiredState copy(ETag source, long size) {
    return new DesiredState(Optional.of(source), size, false, other -> false, Optional.empty());
  }

  /** No object. */
  public static DesiredState absence() {
    return new DesiredState(Optional.empty(), -1, true, other -> false, Optional.empty());
  }

  boolean reached(Optional<StoredObject> found) {
    return etag.isEmpty()
        ? found.isEmpty()
        : found.isPresent()
            && !found.get().lacksKey()
            && found.get().size() == size
            && (found.get().opaque()
                ? hasContent(found.get())
                : found.get().etag().equals(etag.get()) || earlier.test(found.get().etag()));
  }

  private boolean hasContent(StoredObject found) {
    return found.crc64nvme().isPresent() && crc64nvme.map(Supplier::get).equals(found.crc64nvme());
  }

  /** Whether only reading the file would tell if the object has its content. */
  private boolean isOpen(Optional<StoredObject> found) {
    return crc64nvme.isEmpty()
        && exact
        && found
            .filter(o -> o.opaque() && !o.lacksKey())
            .filter(o -> o.size() == size && o.crc64nvme().isPresent())
            .isPresent();
  }

  /**
   * Whether a lost request may have written the object: its size is right, and the source's ETag
   * does not tell that of the copy.
   */
  boolean perhapsReached(Optional<StoredObject> found) {
    boolean comparable =
        exact
            || etag.isEmpty()
            || found.isEmpty()
            || found.get().lacksKey()
            || (etag.filter(e -> e.isDigest() && e.parts() == 0).isPresent()
                && !found.get().opaque());
    return comparable ? reached(found) : found.get().size() == size;
  }

  /** The result of a row whose guard does not hold any more, by the key's state. */
  public RowResult judge(Optional<StoredObject> found) {
    return reached(found) ? alreadyDone(found) : notReached(found);
  }

  private RowResult notReached(Optional<StoredObject> found) {
    return isOpen(found)
        ? RowResult.of(
            Outcome.UNKNOWN,
            "the key holds an object of the same size under the same customer key; the next apply"
                + " compares it with the file")
        : drifted(found, size);
  }

  /** As {@link #judge(Optional)}, where an earlier request may have written what is there. */
  public RowResult judgeInDoubt(Optional<StoredObject> found) {
    return perhapsReached(found) ? alreadyDone(found).inDoubt() : notReached(found);
  }

  /** The key was in the desired state before. */
  static RowResult alreadyDone(Optional<StoredObject> found) {
    return new RowResult(
        Outcome.ALREADY_DONE,
        found.map(StoredObject::etag),
        found.flatMap(StoredObject::versionId),
        "");
  }

  /** Whether the store's answer to a write agrees with the digest of what was sent. */
  public static boolean agree(WriteResult written, ETag sent) {
    return written.opaque() || written.etag().equals(sent);
  }

  /** The result of a row, by the ETag in the response to its write. */
  public RowResult judge(WriteResult written) {
    ETag sent = etag.orElseThrow();
    boolean good = agree(written, sent);
    return new RowResult(
        good ? Outcome.DONE : Outcome.FAILED,
        Optional.of(written.etag()),
        written.versionId(),
        good
            ? ""
            : "the store answered with another digest ("
                + written.etag()
                + ", sent was "
                + sent
                + "); check the object before you run apply again",
        good && written.opaque() ? Optional.of(sent) : Optional.empty(),
        false);
  }

  /** The key is in a state that neither the plan saw nor the row, of {@code size} bytes, made. */
  public static RowResult drifted(Optional<StoredObject> found, long size) {
    return RowResult.of(
        Outcome.DRIFTED,
        found.map(object -> otherwise(object, size)).orElse("the object the plan saw is gone")
            + "; make a new plan"
            + (found.filter(StoredObject::lacksKey).isPresent() ? PUT_UNDER_KEY : ""));
  }

  private static String otherwise(StoredObject object, long size) {
    if (object.lacksKey()) {
      return "the key holds an object that is not encrypted with the customer key its rule names"
          + figures(object);
    }
    return object.opaque() && object.crc64nvme().isEmpty() && object.size() == size
        ? "the key holds another object of the same size, and its encryption hides whether it has"
            + " the same content"
        : "the key holds another object than the plan saw" + figures(object);
  }

  private static String figures(StoredObject object) {
    return " (ETag "
        + object.etag()
        + ", "
        + object.size()
        + " bytes, written "
        + object.lastModified()
        + ")";
  }
}
