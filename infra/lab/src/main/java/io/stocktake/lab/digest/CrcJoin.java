package io.stocktake.lab.digest;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Joins the CRCs of adjacent byte sequences without reading the bytes again: {@code crc(ab) =
 * crc(a) * x^(8*|b|) + crc(b)} in GF(2), for reflected CRCs whose initial value and final XOR are
 * all ones (as zlib's crc32_combine does it).
 */
final class CrcJoin {
  private final long polynomial;
  private final int width;

  private CrcJoin(long polynomial, int width) {
    this.polynomial = polynomial;
    this.width = width;
  }

  static byte[] join(long polynomial, byte[] first, byte[] second, long secondLength) {
    CrcJoin field = new CrcJoin(polynomial, first.length * Byte.SIZE);
    long shifted = field.multiply(field.powerOfX(secondLength), value(first));
    byte[] eight = ByteBuffer.allocate(Long.BYTES).putLong(shifted ^ value(second)).array();
    return Arrays.copyOfRange(eight, Long.BYTES - first.length, Long.BYTES);
  }

  private static long value(byte[] bigEndian) {
    return new BigInteger(1, bigEndian).longValue();
  }

  /** x to the power of 8 * bytes. */
  private long powerOfX(long bytes) {
    long result = 1L << (width - 1);
    long square = 1L << (width - 1 - Byte.SIZE);
    for (long n = bytes; n != 0; n >>>= 1) {
      if ((n & 1) != 0) {
        result = multiply(square, result);
      }
      square = multiply(square, square);
    }
    return result;
  }

  private long multiply(long a, long b) {
    long product = 0;
    long factor = b;
    for (int bit = width - 1; bit >= 0; bit--) {
      if ((a >>> bit & 1) != 0) {
        product ^= factor;
      }
      factor = (factor & 1) != 0 ? (factor >>> 1) ^ polynomial : factor >>> 1;
    }
    return product;
  }
}
