package io.stocktake.lab.digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.Checksum;

/**
 * A running digest; CRCs and message digests look the same through it. Not for use by two threads.
 */
public interface Digest {
  /** Adds bytes. */
  void update(byte[] bytes, int offset, int length);

  /** The digest of all bytes added, big-endian. May be called once. */
  byte[] finish();

  /** A message digest by its JDK name. */
  static Digest of(String algorithm) {
    MessageDigest digest = message(algorithm);
    return new Digest() {
      @Override
      public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
      }

      @Override
      public byte[] finish() {
        return digest.digest();
      }
    };
  }

  /** A CRC of the given width. */
  static Digest of(Checksum checksum, int width) {
    return new Digest() {
      @Override
      public void update(byte[] bytes, int offset, int length) {
        checksum.update(bytes, offset, length);
      }

      @Override
      public byte[] finish() {
        byte[] eight = ByteBuffer.allocate(Long.BYTES).putLong(checksum.getValue()).array();
        return Arrays.copyOfRange(eight, Long.BYTES - width, Long.BYTES);
      }
    };
  }

  /** A JDK message digest that every JDK has. */
  static MessageDigest message(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
