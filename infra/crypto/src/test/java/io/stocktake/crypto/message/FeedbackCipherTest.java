package io.stocktake.crypto.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CFBBlockCipher;
import org.bouncycastle.crypto.modes.CFBModeCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feedback by chaining gives what Bouncy Castle's feedback mode does. */
class FeedbackCipherTest {
  private static final int BLOCK = FeedbackCipher.BLOCK;
  private final SecureRandom random = new SecureRandom();
  private final SessionKey key = new SessionKey(random);

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 31, 32, 33, 40, 1000, 65_536, 65_537})
  void encryptsAsBouncyCastle(int length) {
    byte[] text = drawn(length);
    byte[] work = new byte[BLOCK + (length + BLOCK - 1) / BLOCK * BLOCK];
    System.arraycopy(text, 0, work, BLOCK, length);
    new FeedbackCipher(key).encrypt(new byte[BLOCK], work, length);
    assertThat(Arrays.copyOfRange(work, BLOCK, BLOCK + length)).isEqualTo(feedback(text));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 64, 4096})
  void goesOnWhereItWas(int first) {
    byte[] text = drawn(8192 + 5);
    byte[] chain = new byte[BLOCK];
    FeedbackCipher cipher = new FeedbackCipher(key);
    byte[] whole = new byte[text.length];
    for (int at = 0; at < text.length; at += first) {
      int length = Math.min(first, text.length - at);
      byte[] work = new byte[2 * BLOCK + first];
      System.arraycopy(text, at, work, BLOCK, length);
      cipher.encrypt(chain, work, length);
      System.arraycopy(work, BLOCK, whole, at, length);
    }
    assertThat(whole).isEqualTo(feedback(text));
  }

  private byte[] drawn(int length) {
    byte[] text = new byte[length];
    random.nextBytes(text);
    return text;
  }

  private byte[] feedback(byte[] text) {
    CFBModeCipher cipher = CFBBlockCipher.newInstance(AESEngine.newInstance(), BLOCK * Byte.SIZE);
    cipher.init(true, new ParametersWithIV(new KeyParameter(key.getEncoded()), new byte[BLOCK]));
    byte[] encrypted = new byte[text.length];
    cipher.processBytes(text, 0, text.length, encrypted, 0);
    return encrypted;
  }
}
