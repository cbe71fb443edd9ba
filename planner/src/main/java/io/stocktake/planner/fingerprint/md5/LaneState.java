package io.stocktake.planner.fingerprint.md5;

/** The chaining words of a kernel's lanes, and what RFC 1321 says of a message's start and end. */
final class LaneState {
  private static final int[] START = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  private static final int LENGTH_FIELD = 8;

  private final Kernel kernel;
  private final int[] state;

  LaneState(Kernel kernel) {
    this.kernel = kernel;
    this.state = new int[kernel.lanes() * 4];
  }

  /** The words as the kernel wants them. */
  int[] all() {
    return state;
  }

  /** Starts a message. */
  void start(int lane) {
    set(lane, START);
  }

  void set(int lane, int[] words) {
    for (int word = 0; word < 4; word++) {
      state[kernel.index(lane, word)] = words[word];
    }
  }

  /** Copies a lane's four words. */
  void get(int lane, int[] words) {
    for (int word = 0; word < 4; word++) {
      words[word] = state[kernel.index(lane, word)];
    }
  }

  /** The digest, after the last block. */
  byte[] md5(int lane) {
    byte[] md5 = new byte[16];
    for (int i = 0; i < 16; i++) {
      md5[i] = (byte) (state[kernel.index(lane, i / 4)] >>> (8 * (i % 4)));
    }
    return md5;
  }

  /**
   * Puts the padding behind a message's last bytes.
   *
   * @param start where these bytes start
   * @param length how many they are, from a multiple of 64 of the message on
   * @param total bytes in the whole message
   * @return the number of blocks from {@code start} to the end of the padding
   */
  static int pad(byte[] arena, int start, int length, long total) {
    int blocks = (length + 1 + LENGTH_FIELD + 63) / 64;
    int end = start + blocks * 64;
    int i = start + length;
    arena[i++] = (byte) 0x80;
    while (i < end - LENGTH_FIELD) {
      arena[i++] = 0;
    }
    for (long bits = total * 8; i < end; bits >>>= 8) {
      arena[i++] = (byte) bits;
    }
    return blocks;
  }
}
