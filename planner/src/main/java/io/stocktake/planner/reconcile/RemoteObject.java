package io.stocktake.planner.reconcile;

import io.stocktake.manifests.ETag;
import java.util.Optional;

/**
 * What the inventory says of one object, in three words: 46 bits of size, 14 bits of part count,
 * flags, and the 16 bytes of the ETag's digest.
 *
 * @param packed size, part count and flags
 * @param etagHigh first half of the ETag's digest
 * @param etagLow second half
 */
public record RemoteObject(long packed, long etagHigh, long etagLow) {
  /** S3's largest object, 48.8 TiB, fits below this. */
  private static final int SIZE_BITS = 46;

  private static final long SIZE_MASK = (1L << SIZE_BITS) - 1;
  private static final long PARTS_MASK = (1L << 14) - 1;

  /** Two bits say what the evidence is worth; no bits set, the ETag is a digest of the content. */
  private static final long WORTH_MASK = 3L << 60;

  private static final long ENCRYPTED = 1L << 60;
  private static final long NO_EVIDENCE = 2L << 60;

  /** All bits, so that it can be set over any other. */
  public static final long AMBIGUOUS = WORTH_MASK;

  private static final long ARCHIVED = 1L << 62;
  public static final long CLAIMED = 1L << 63;

  /** Where there is no evidence, it does not matter whether the object is archived. */
  private static final long CUSTOMER_KEY = NO_EVIDENCE | ARCHIVED;

  /**
   * An object as an inventory row describes it.
   *
   * @param size bytes, or a negative number if the row has none
   * @param etag the ETag, if the row has one
   * @param encryption what its encryption makes of the ETag
   * @param archived whether it must be restored before it can be read or copied
   */
  public static RemoteObject of(
      long size, Optional<ETag> etag, ETagWorth encryption, boolean archived) {
    if (encryption == ETagWorth.CUSTOMER_KEY) {
      return new RemoteObject(CUSTOMER_KEY | Math.max(0, Math.min(size, SIZE_MASK)), 0, 0);
    }
    if (size < 0 || size > SIZE_MASK || etag.isEmpty() || !etag.get().isDigest()) {
      return new RemoteObject(NO_EVIDENCE | Math.max(0, Math.min(size, SIZE_MASK)), 0, 0);
    }
    long parts = etag.get().parts();
    long flags = (encryption == ETagWorth.OPAQUE ? ENCRYPTED : 0) | (archived ? ARCHIVED : 0);
    return new RemoteObject(
        flags | (parts << SIZE_BITS) | size, etag.get().high(), etag.get().low());
  }

  /** Bytes; 0 where the inventory does not say. */
  public long size() {
    return size(packed);
  }

  public static long size(long packed) {
    return packed & SIZE_MASK;
  }

  /** Parts it was uploaded in; 0 if whole. */
  public int parts() {
    return (int) ((packed >>> SIZE_BITS) & PARTS_MASK);
  }

  /** Whether the ETag is no digest of the content, by the inventory's word. */
  public boolean encrypted() {
    return (packed & WORTH_MASK) == ENCRYPTED;
  }

  /** Whether it must be restored before it can be read or copied. */
  public boolean archived() {
    return evident() && (packed & ARCHIVED) != 0;
  }

  /** Whether its owner keeps the key it is encrypted with. */
  public boolean customerKey() {
    return !ambiguous() && (packed & CUSTOMER_KEY) == CUSTOMER_KEY;
  }

  /** Whether the inventory lists the key more than once as current. */
  public boolean ambiguous() {
    return (packed & WORTH_MASK) == AMBIGUOUS;
  }

  /** Whether a file accounts for it, besides the one that asks. */
  public boolean claimed() {
    return (packed & CLAIMED) != 0;
  }

  /** Whether size and ETag are known, so that the object can be compared and guarded. */
  public boolean evident() {
    return (packed & NO_EVIDENCE) == 0;
  }

  /**
   * The ETag.
   *
   * @throws IllegalStateException if it is not {@link #evident}
   */
  public ETag etag() {
    if (!evident()) {
      throw new IllegalStateException("no ETag is known");
    }
    return ETag.ofDigest(etagHigh, etagLow, parts());
  }
}
