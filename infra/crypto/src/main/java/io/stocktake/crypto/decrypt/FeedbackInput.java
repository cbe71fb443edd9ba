package io.stocktake.crypto.decrypt;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decrypts AES in OpenPGP's feedback mode without resynchronization (RFC 4880, section 5.13): the
 * key stream is each block of ciphertext encrypted once more, which the JDK does by AES
 * instructions, where it does its own feedback mode without.
 */
final class FeedbackInput extends InputStream {
  private static final int BLOCK = 16;
  private static final int BYTES = 1 << 16;

  private final InputStream in;
  private final Cipher cipher;

  /** The block of ciphertext before, then ciphertext. */
  private final byte[] text = new byte[BLOCK + BYTES];

  private final byte[] plain = new byte[BYTES];
  private int at;
  private int end;

  FeedbackInput(InputStream in, byte[] key) {
    this.in = in;
    try {
      this.cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES", e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (at == end && !fill()) {
      return -1;
    }
    int some = Math.min(length, end - at);
    System.arraycopy(plain, at, into, offset, some);
    at += some;
    return some;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = in.readNBytes(text, BLOCK, BYTES);
    int blocks = (end + BLOCK - 1) / BLOCK * BLOCK;
    try {
      cipher.update(text, 0, blocks, plain, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES takes whole blocks", e);
    }
    for (int i = 0; i < end; i++) {
      plain[i] ^= text[BLOCK + i];
    }
    System.arraycopy(text, blocks, text, 0, BLOCK);
    return end > 0;
  }

  /** Wipes what it decrypted. */
  @Override
  public void close() {
    Arrays.fill(plain, (byte) 0);
  }
}
