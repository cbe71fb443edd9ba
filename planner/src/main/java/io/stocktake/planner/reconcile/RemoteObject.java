package io.stocktake.planner.reconcile;

import io.stocktake.manifests.ETag;
import java.nio.ByteBuffer;
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
  static final long ENCRYPTED = 1L << 60;
  static final long AMBIGUOUS = 1L << 61;
  static final long NO_EVIDENCE = 1L << 62;
  static final long CLAIMED = 1L << 63;

  /**
   * An object as an inventory row describes it.
   *
   * @param size bytes, or a negative number if the row has none
   * @param etag the ETag, if the row has one
   * @param encrypted whether its encryption makes the ETag no digest of the content
   */
  public static RemoteObject of(long size, Optional<ETag> etag, boolean encrypted) {
    if (size < 0 || size > SIZE_MASK || etag.isEmpty() || !etag.get().isDigest()) {
      return new RemoteObject(NO_EVIDENCE | Math.max(0, Math.min(size, SIZE_MASK)), 0, 0);
    }
    ByteBuffer digest = ByteBuffer.wrap(etag.get().digest());
    long parts = etag.get().parts();
    long flags = encrypted ? ENCRYPTED : 0;
    return new RemoteObject(
        flags | (parts << SIZE_BITS) | size, digest.getLong(), digest.getLong());
  }

  /** Bytes; 0 where the inventory does not say. */
  public long size() {
    return packed & SIZE_MASK;
  }

  /** Parts it was uploaded in; 0 if whole. */
  public int parts() {
    return (int) ((packed >>> SIZE_BITS) & PARTS_MASK);
  }

  /** Whether the ETag is no digest of the content, by the inventory's word. */
  public boolean encrypted() {
    return (packed & ENCRYPTED) != 0;
  }

  /** Whether the inventory lists the key more than once as current. */
  public boolean ambiguous() {
    return (packed & AMBIGUOUS) != 0;
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
    byte[] digest = ByteBuffer.allocate(16).putLong(etagHigh).putLong(etagLow).array();
    return parts() == 0 ? ETag.ofMd5(digest) : ETag.ofParts(digest, parts());
  }
}
