package io.stocktake.lab.digest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * CRC-64/NVME: reflected polynomial 0x9A6C9329AC4BC9B5, initial value and final XOR all ones. Eight
 * bytes a step (slicing-by-8).
 */
final class Crc64Nvme implements Checksum {
  static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long[][] TABLES = tables();

  private long crc = -1L;

  private static long[][] tables() {
    long[][] tables = new long[8][256];
    for (int b = 0; b < 256; b++) {
      long crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
      }
      tables[0][b] = crc;
    }
    for (int slice = 1; slice < 8; slice++) {
      for (int b = 0; b < 256; b++) {
        long before = tables[slice - 1][b];
        tables[slice][b] = (before >>> 8) ^ tables[0][(int) before & 0xFF];
      }
    }
    return tables;
  }

  @Override
  public void update(int b) {
    crc = (crc >>> 8) ^ TABLES[0][(int) (crc ^ b) & 0xFF];
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    for (; end - at >= Long.BYTES; at += Long.BYTES) {
      step(crc ^ (long) LONGS.get(bytes, at));
    }
    for (; at < end; at++) {
      update(bytes[at]);
    }
  }

  private void step(long v) {
    crc =
        TABLES[7][(int) v & 0xFF]
            ^ TABLES[6][(int) (v >>> 8) & 0xFF]
            ^ TABLES[5][(int) (v >>> 16) & 0xFF]
            ^ TABLES[4][(int) (v >>> 24) & 0xFF]
            ^ TABLES[3][(int) (v >>> 32) & 0xFF]
            ^ TABLES[2][(int) (v >>> 40) & 0xFF]
            ^ TABLES[1][(int) (v >>> 48) & 0xFF]
            ^ TABLES[0][(int) (v >>> 56)];
  }

  @Override
  public long getValue() {
    return ~crc;
  }

  @Override
  public void reset() {
    crc = -1L;
  }
}
