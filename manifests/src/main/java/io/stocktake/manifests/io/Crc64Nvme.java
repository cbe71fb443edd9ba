package io.stocktake.manifests.io;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.Checksum;

/**
 * CRC-64/NVME: reflected polynomial 0x9A6C9329AC4BC9B5, all ones before and after. Eight bytes at a
 * time, by eight tables (Kounavis and Berry, "slicing-by-8").
 */
public final class Crc64Nvme implements Checksum {
  private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
  private static final long[][] TABLES = tables();

  private long crc = -1;

  /** The checksum of no bytes. */
  public Crc64Nvme() {}

  private static long[][] tables() {
    long[][] tables = new long[8][256];
    for (int i = 0; i < 256; i++) {
      long value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value >>> 1) ^ ((value & 1) == 0 ? 0 : POLYNOMIAL);
      }
      tables[0][i] = value;
    }
    for (int i = 0; i < 256; i++) {
      for (int table = 1; table < 8; table++) {
        long before = tables[table - 1][i];
        tables[table][i] = (before >>> 8) ^ tables[0][(int) (before & 0xff)];
      }
    }
    return tables;
  }

  @Override
  public void update(int b) {
    crc = (crc >>> 8) ^ TABLES[0][(int) ((crc ^ b) & 0xff)];
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    for (; end - at >= 8; at += 8) {
      long next = crc;
      for (int i = 0; i < 8; i++) {
        next ^= (bytes[at + i] & 0xffL) << (8 * i);
      }
      long sum = 0;
      for (int i = 0; i < 8; i++) {
        sum ^= TABLES[7 - i][(int) ((next >>> (8 * i)) & 0xff)];
      }
      crc = sum;
    }
    for (; at < end; at++) {
      update(bytes[at]);
    }
  }

  @Override
  public long getValue() {
    return ~crc;
  }

  /** The checksum as S3 writes it: base64 of its eight bytes, the highest first. */
  public String base64() {
    byte[] eight = ByteBuffer.allocate(Long.BYTES).putLong(getValue()).array();
    return Base64.getEncoder().encodeToString(eight);
  }

  @Override
  public void reset() {
    crc = -1;
  }
}
