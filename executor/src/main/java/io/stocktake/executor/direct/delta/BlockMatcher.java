package io.stocktake.executor.direct.delta;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Finds the old content's blocks at any offset of the new content, as rsync does. The new content
 * is read once: a window moves byte by byte, and by a whole block after a match.
 */
final class BlockMatcher {
  private static final int CHUNK = 1 << 20;

  /** A content that can be read. */
  interface Content {
    /** Fills the buffer with the bytes from {@code offset} on. */
    void read(ByteBuffer buffer, long offset) throws IOException;
  }

  /** Who sees every byte, in order. */
  interface Witness {
    /** Takes the next bytes. */
    void saw(byte[] bytes, int start, int count);
  }

  private final BlockIndex index;
  private final int block;
  private final Content content;
  private final long size;
  private final PartCutter cutter;
  private final Witness witness;
  private final byte[] window;
  private long read;
  private int from;
  private int to;
  private int told;

  BlockMatcher(Signature old, Content content, long size, PartCutter cutter, Witness witness) {
    this.index = new BlockIndex(old);
    this.block = old.blockSize();
    this.content = content;
    this.size = size;
    this.cutter = cutter;
    this.witness = witness;
    this.window = new byte[block + CHUNK];
  }

  /** Reads all of it and tells the cutter, to its end. */
  void run() throws IOException {
    int expected = 0;
    while (fill()) {
      int checksum = RollingChecksum.of(window, from, block);
      int found = search(checksum, expected);
      if (found >= 0) {
        tellChanged();
        tellSame((long) found * block);
        expected = found + 1;
      }
    }
    from = to;
    tellChanged();
    cutter.end();
  }

  /** Moves on until the window is a block, which it tells, or until more must be read. */
  private int search(int first, int expected) {
    int checksum = first;
    while (true) {
      if (index.mayHave(checksum)) {
        int found = index.find(checksum, window, from, expected);
        if (found >= 0) {
          return found;
        }
      }
      if (from + block == to) {
        // The window's first byte is new; the next window begins behind it.
        from++;
        return -1;
      }
      checksum = RollingChecksum.roll(checksum, window[from], window[from + block], block);
      from++;
    }
  }

  /** Whether there is a whole window; reads on where there is none. */
  private boolean fill() throws IOException {
    if (to - from < block && read < size) {
      tellChanged();
      System.arraycopy(window, from, window, 0, to - from);
      to -= from;
      from = 0;
      told = 0;
      int count = (int) Math.min(CHUNK, size - read);
      content.read(ByteBuffer.wrap(window, to, count), read);
      witness.saw(window, to, count);
      to += count;
      read += count;
    }
    return to - from >= block;
  }

  private void tellChanged() throws IOException {
    cutter.changed(window, told, from - told);
    told = from;
  }

  private void tellSame(long offset) throws IOException {
    cutter.same(offset, window, from, block);
    from += block;
    told = from;
  }
}
