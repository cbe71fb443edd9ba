package io.stocktake.executor.direct.delta;

/**
 * Index of a signature's blocks by rolling checksum: a hash table with chained buckets. A match is
 * confirmed by MD5.
 */
final class BlockIndex {
  private static final int NONE = -1;
  private static final int SPREAD = 0x9E3779B1;

  private final Signature signature;
  private final int[] first;
  private final int[] next;
  private final int shift;

  /** An index of all blocks that have their full length. */
  BlockIndex(Signature signature) {
    this.signature = signature;
    int bits = 1 + Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, signature.blocks()));
    this.shift = Integer.SIZE - bits;
    this.first = new int[1 << bits];
    this.next = new int[signature.blocks()];
    java.util.Arrays.fill(first, NONE);
    // Backwards, so that of equal blocks the first is found first.
    for (int block = signature.blocks() - 1; block >= 0; block--) {
      if (signature.length(block) == signature.blockSize()) {
        int bucket = bucket(signature.checksum(block));
        next[block] = first[bucket];
        first[bucket] = block;
      }
    }
  }

  /** Whether a block may have this checksum. */
  boolean mayHave(int checksum) {
    for (int block = first[bucket(checksum)]; block != NONE; block = next[block]) {
      if (signature.checksum(block) == checksum) {
        return true;
      }
    }
    return false;
  }

  /**
   * The block whose content this window has, or -1.
   *
   * @param expected the block to compare first, since it follows the last match
   */
  int find(int checksum, byte[] bytes, int from, int expected) {
    byte[] digest = Signature.md5(bytes, from, signature.blockSize());
    boolean full =
        expected < signature.blocks() && signature.length(expected) == signature.blockSize();
    if (full && signature.is(expected, digest)) {
      return expected;
    }
    for (int block = first[bucket(checksum)]; block != NONE; block = next[block]) {
      if (signature.checksum(block) == checksum && signature.is(block, digest)) {
        return block;
      }
    }
    return NONE;
  }

  private int bucket(int checksum) {
    return (checksum * SPREAD) >>> shift;
  }
}
