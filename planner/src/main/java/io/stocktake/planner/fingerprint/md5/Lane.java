package io.stocktake.planner.fingerprint.md5;

import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.files.Stat;
import java.io.IOException;

/** A slot of the arena: the next blocks of one range, padded at its end as RFC 1321 says. */
final class Lane {
  /** Bytes of the range that a slot holds. */
  static final int CHUNK = OpenFile.CHUNK;

  /**
   * Bytes from slot to slot: room for padding and guards, and no power of two, so that the lanes'
   * blocks do not compete for the same sets of the cache.
   */
  static final int STRIDE = CHUNK + 320;

  private final byte[] arena;
  private final int start;
  private FileRange range;
  private RangeReader reader;
  private int at;
  private int blocks;
  private boolean ended;
  private Stat after;

  Lane(byte[] arena, int start) {
    this.arena = arena;
    this.start = start;
  }

  /** Takes a range on and reads its first blocks. */
  void begin(FileRange next) throws IOException {
    range = next;
    reader = new RangeReader(next);
    ended = false;
    fill();
  }

  boolean isLive() {
    return range != null;
  }

  /** Where the next block starts in the arena. */
  int at() {
    return at;
  }

  /** Blocks in the slot that are not hashed yet. */
  int blocks() {
    return blocks;
  }

  /** Tells that blocks were hashed. */
  void advance(int hashed) {
    at += hashed * 64;
    blocks -= hashed;
  }

  /** Whether the last block, padding included, has been in the slot. */
  boolean ended() {
    return ended;
  }

  /** What the file was when its last byte had been read. */
  Stat after() {
    return after;
  }

  /** Reads the next blocks over those that were hashed. */
  void fill() throws IOException {
    int length = reader.read(arena, start, CHUNK);
    at = start;
    blocks = length / 64;
    if (reader.left() == 0) {
      after = reader.stat();
      reader.close();
      blocks = LaneState.pad(arena, start, length, range.length());
      ended = true;
    }
  }

  /** Frees the slot. */
  FileRange end() throws IOException {
    FileRange finished = range;
    range = null;
    if (reader != null) {
      reader.close();
      reader = null;
    }
    return finished;
  }
}
