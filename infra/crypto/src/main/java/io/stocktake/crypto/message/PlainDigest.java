package io.stocktake.crypto.message;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.Digests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The MD5 of a content's own bytes, taken as they are read for the first time. They are first read
 * in order; what is read again does not count.
 */
final class PlainDigest {
  private final MessageDigest md5 = Digests.md5();
  private final long size;
  private long taken;
  private ETag whole;

  /** The digest of a content of so many bytes. */
  PlainDigest(long size) {
    this.size = size;
  }

  /** Takes what was read from an offset on. */
  synchronized void update(ByteBuffer bytes, long from) {
    int known = (int) Math.min(bytes.remaining(), Math.max(0, taken - from));
    if (from > taken) {
      throw new IllegalStateException("read from " + from + ", and nobody read from " + taken);
    }
    md5.update(bytes.position(bytes.position() + known));
    taken = Math.max(taken, from + bytes.limit());
  }

  /**
   * The MD5 of all.
   *
   * @throws IllegalStateException if not all was read
   */
  synchronized ETag whole() {
    if (taken < size) {
      throw new IllegalStateException("of " + size + " bytes only " + taken + " were read");
    }
    if (whole == null) {
      whole = ETag.ofMd5(md5.digest());
    }
    return whole;
  }
}
