package io.stocktake.lab.parquet;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Compresses to Snappy's raw block format (github.com/google/snappy, format_description.txt):
 * length as a varint, then literals and copies. Matches are found greedily, in blocks of 64 KiB so
 * that every offset fits in two bytes.
 */
final class Snappy {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BLOCK = 1 << 16;
  private static final int HASH_BITS = 14;
  private static final int MIN_MATCH = 4;
  private static final int MAX_COPY = 64;

  private final byte[] in;
  private final int[] lastSeen = new int[1 << HASH_BITS];
  private final ByteArrayOutputStream out;

  private Snappy(byte[] in) {
    this.in = in;
    this.out = new ByteArrayOutputStream(in.length / 2 + 32);
  }

  static byte[] compress(byte[] bytes) {
    Snappy snappy = new Snappy(bytes);
    snappy.writeLength();
    for (int start = 0; start < bytes.length; start += BLOCK) {
      snappy.compressBlock(start, Math.min(bytes.length, start + BLOCK));
    }
    return snappy.out.toByteArray();
  }

  private void writeLength() {
    int rest = in.length;
    while (rest > 0x7F) {
      out.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private void compressBlock(int start, int end) {
    Arrays.fill(lastSeen, -1);
    int literal = start;
    int at = start;
    while (at + MIN_MATCH <= end) {
      int slot = hash(at);
      int candidate = lastSeen[slot];
      lastSeen[slot] = at;
      int length = candidate < 0 ? 0 : matchLength(candidate, at, end);
      if (length < MIN_MATCH) {
        at++;
        continue;
      }
      writeLiteral(literal, at);
      writeCopy(at - candidate, length);
      at += length;
      literal = at;
    }
    writeLiteral(literal, end);
  }

  private int hash(int at) {
    int four = (int) INTS.get(in, at);
    return (four * 0x1E35A7BD) >>> (Integer.SIZE - HASH_BITS);
  }

  private int matchLength(int candidate, int at, int end) {
    int mismatch = Arrays.mismatch(in, candidate, candidate + end - at, in, at, end);
    return mismatch < 0 ? end - at : mismatch;
  }

  private void writeLiteral(int from, int to) {
    int length = to - from;
    if (length == 0) {
      return;
    }
    int n = length - 1;
    if (n < 60) {
      out.write(n << 2);
    } else if (n < 1 << 8) {
      out.write(60 << 2);
      out.write(n);
    } else {
      out.write(61 << 2);
      out.write(n);
      out.write(n >>> 8);
    }
    out.write(in, from, length);
  }

  /** Copies of 1 to 64 bytes with an offset of two bytes. */
  private void writeCopy(int offset, int length) {
    for (int left = length; left > 0; left -= MAX_COPY) {
      out.write(((Math.min(left, MAX_COPY) - 1) << 2) | 2);
      out.write(offset);
      out.write(offset >>> 8);
    }
  }
}
