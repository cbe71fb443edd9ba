package io.stocktake.planner.fingerprint.md5;

/**
 * The MD5 block function (RFC 1321) over as many independent messages as it has lanes. A kernel
 * belongs to one thread.
 */
interface Kernel {
  /** Bytes that it may read before and behind each lane's blocks. */
  int GUARD = 64;

  /** How many messages it advances at once. */
  int lanes();

  /**
   * Advances every lane by the same number of blocks.
   *
   * @param arena the messages' bytes, at least {@link #GUARD} more at both ends
   * @param offsets where each lane's blocks start in the arena
   * @param state each lane's four chaining words, at {@link #index}
   * @param blocks how many blocks of 64 bytes
   */
  void run(byte[] arena, int[] offsets, int[] state, int blocks);

  /** Lanes of a vector register. */
  int width();

  /** Where {@code state} holds a lane's word: registers of {@link #width} lanes, four to a set. */
  default int index(int lane, int word) {
    return (lane / width() * 4 + word) * width() + lane % width();
  }
}
