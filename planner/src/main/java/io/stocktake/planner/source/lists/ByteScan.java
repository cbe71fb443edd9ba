package io.stocktake.planner.source.lists;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches for one byte, eight bytes at a time (Warren, "Hacker's Delight", 2nd edition, section
 * 6-1).
 */
final class ByteScan {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long LOW = 0x7f7f7f7f7f7f7f7fL;
  private static final long HIGH = 0x8080808080808080L;

  private final byte wanted;
  private final long pattern;

  /** A search for this byte, which is ASCII. */
  ByteScan(byte wanted) {
    this.wanted = wanted;
    this.pattern = wanted * ONES;
  }

  /** Its first place from here on; the end if it is not there. */
  int next(byte[] bytes, int from, int end) {
    int at = from;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      long found = matches((long) LONGS.get(bytes, at));
      if (found != 0) {
        return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (at < end && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  /** How often it is among the first bytes. */
  int count(byte[] bytes, int end) {
    int count = 0;
    int at = 0;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      count += Long.bitCount(matches((long) LONGS.get(bytes, at)));
    }
    for (; at < end; at++) {
      count += bytes[at] == wanted ? 1 : 0;
    }
    return count;
  }

  /** The high bit of each byte that is the wanted one. */
  private long matches(long eight) {
    long other = eight ^ pattern;
    return ~(((other & LOW) + LOW) | other) & HIGH;
  }

  /** Whether all bytes are ASCII. */
  static boolean isAscii(byte[] bytes, int from, int end) {
    long all = 0;
    int at = from;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      all |= (long) LONGS.get(bytes, at);
    }
    for (; at < end; at++) {
      all |= bytes[at];
    }
    return (all & HIGH) == 0;
  }
}
