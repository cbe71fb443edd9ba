package io.stocktake.crypto.message;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * AES in OpenPGP's cipher feedback mode without resynchronization (RFC 4880, sections 5.13 and
 * 13.9), by the JDK's cipher block chaining, which is compiled to AES instructions where its own
 * feedback mode is not.
 *
 * <p>Feedback gives {@code C[i] = P[i] ^ Y[i]} with {@code Y[i] = E(C[i-1])}. So {@code Y[i+1] =
 * E(P[i] ^ Y[i])}: the key stream is what chaining makes of a block of zeros followed by the
 * plaintext, if it begins with the block of ciphertext before.
 */
final class FeedbackCipher {
  /** Bytes of a block of AES. */
  static final int BLOCK = 16;

  private final SessionKey key;
  private final Cipher chaining;
  private byte[] keyStream = new byte[0];

  FeedbackCipher(SessionKey key) {
    this.key = key;
    try {
      this.chaining = Cipher.getInstance("AES/CBC/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES", e);
    }
  }

  /**
   * Encrypts in place.
   *
   * @param before the block of ciphertext before, zeros at a message's begin; becomes the last
   *     block of this one
   * @param text a block to work in, then the text, then what fills its last block
   * @param length bytes of the text; whole blocks, but at a message's end
   */
  void encrypt(byte[] before, byte[] text, int length) {
    int blocks = (length + BLOCK - 1) / BLOCK * BLOCK;
    if (keyStream.length < blocks) {
      keyStream = new byte[blocks];
    }
    Arrays.fill(text, 0, BLOCK, (byte) 0);
    try {
      chaining.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(before));
      chaining.doFinal(text, 0, blocks, keyStream, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES takes whole blocks", e);
    }
    for (int at = 0; at < blocks; at++) {
      text[BLOCK + at] ^= keyStream[at];
    }
    System.arraycopy(text, blocks, before, 0, BLOCK);
  }
}
