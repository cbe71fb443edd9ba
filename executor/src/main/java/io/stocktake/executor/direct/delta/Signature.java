package io.stocktake.executor.direct.delta;

import io.stocktake.manifests.io.Digests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The signature of a content: rolling checksum and MD5 of each block, 20 bytes a block. The last
 * block may be shorter than the others.
 */
final class Signature {
  /** Bytes of an MD5. */
  static final int DIGEST = 16;

  private static final int LEAST_BLOCK = 64 << 10;
  private static final int LARGEST_BLOCK = 1 << 20;
  private static final int BLOCKS_WANTED = 8192;
  private static final int MOST_BLOCKS = 4 << 20;

  private final long size;
  private final int blockSize;
  private final int[] checksums;
  private final byte[] digests;

  private Signature(long size, int blockSize, int blocks) {
    this.size = size;
    this.blockSize = blockSize;
    this.checksums = new int[blocks];
    this.digests = new byte[blocks * DIGEST];
  }

  /** A signature of so many bytes, to be filled. */
  static Signature of(long size) {
    return of(size, blockSize(size));
  }

  static Signature of(long size, int blockSize) {
    return new Signature(size, blockSize, Math.toIntExact((size + blockSize - 1) / blockSize));
  }

  /** Whether contents of so many bytes have signatures; above 4 TiB they take too much memory. */
  static boolean isFor(long size) {
    return size > 0 && size <= (long) MOST_BLOCKS * LARGEST_BLOCK;
  }

  /** Small blocks find more, but are more; a power of 2, so that whole MiB are whole blocks. */
  private static int blockSize(long size) {
    long wanted = Long.highestOneBit(Math.max(1, size / BLOCKS_WANTED));
    return (int) Math.max(LEAST_BLOCK, Math.min(LARGEST_BLOCK, wanted));
  }

  long size() {
    return size;
  }

  int blockSize() {
    return blockSize;
  }

  int blocks() {
    return checksums.length;
  }

  /** Bytes of a block. */
  int length(int block) {
    return (int) Math.min(blockSize, size - (long) block * blockSize);
  }

  int checksum(int block) {
    return checksums[block];
  }

  /** Fills in a block, whose bytes begin at {@code from}. */
  void put(int block, byte[] bytes, int from) {
    put(block, RollingChecksum.of(bytes, from, length(block)), md5(bytes, from, length(block)));
  }

  void put(int block, int checksum, byte[] digest) {
    checksums[block] = checksum;
    System.arraycopy(digest, 0, digests, block * DIGEST, DIGEST);
  }

  /** Whether a block has this digest. */
  boolean is(int block, byte[] digest) {
    return Arrays.equals(digests, block * DIGEST, (block + 1) * DIGEST, digest, 0, DIGEST);
  }

  /** The digests, one after the other. */
  ByteBuffer digests() {
    return ByteBuffer.wrap(digests);
  }

  static byte[] md5(byte[] bytes, int from, int length) {
    MessageDigest md5 = Digests.md5();
    md5.update(bytes, from, length);
    return md5.digest();
  }
}
