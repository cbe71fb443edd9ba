package io.stocktake.lab.parquet;

import java.util.Arrays;

/** Expands Snappy's raw block format, byte by byte as its description says. */
final class SnappyReader {
  private final byte[] in;
  private int at;

  private SnappyReader(byte[] in) {
    this.in = in;
  }

  static byte[] expand(byte[] compressed) {
    return new SnappyReader(compressed).expand();
  }

  private byte[] expand() {
    byte[] out = new byte[varint()];
    int end = 0;
    while (at < in.length) {
      int tag = next();
      if ((tag & 3) == 0) {
        int length = literalLength(tag >>> 2);
        System.arraycopy(in, at, out, end, length);
        at += length;
        end += length;
      } else {
        int length = (tag & 3) == 1 ? (tag >>> 2 & 7) + 4 : (tag >>> 2) + 1;
        int offset = (tag & 3) == 1 ? (tag >>> 5) << 8 | next() : little((tag & 3) == 2 ? 2 : 4);
        for (int i = 0; i < length; i++, end++) {
          out[end] = out[end - offset];
        }
      }
    }
    return Arrays.copyOf(out, end);
  }

  private int literalLength(int code) {
    return code < 60 ? code + 1 : little(code - 59) + 1;
  }

  private int next() {
    return in[at++] & 0xFF;
  }

  private int little(int bytes) {
    int value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= next() << (8 * i);
    }
    return value;
  }

  private int varint() {
    int value = 0;
    int shift = 0;
    int b = next();
    for (; b > 0x7F; b = next()) {
      value |= (b & 0x7F) << shift;
      shift += 7;
    }
    return value | b << shift;
  }
}
