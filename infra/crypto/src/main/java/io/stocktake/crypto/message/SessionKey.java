package io.stocktake.crypto.message;

import io.stocktake.crypto.keys.Recipients;
import io.stocktake.crypto.packet.MessageLayout;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * What is drawn for one message: the key of AES-256, and the prefix that is encrypted first. Lives
 * in memory alone.
 */
final class SessionKey implements SecretKey {
  private static final long serialVersionUID = 1L;
  private static final int BYTES = 32;
  private static final int REPEATED = 2;

  private final transient byte[] key = new byte[BYTES];
  private final transient byte[] prefix = new byte[MessageLayout.PREFIX];
  private transient volatile boolean destroyed;

  SessionKey(SecureRandom random) {
    random.nextBytes(key);
    random.nextBytes(prefix);
    int block = prefix.length - REPEATED;
    System.arraycopy(prefix, block - REPEATED, prefix, block, REPEATED);
  }

  /** Sixteen random bytes, of which the last two come again (RFC 4880, section 5.13). */
  byte[] prefix() {
    return prefix;
  }

  /** The packets of it for each recipient. */
  byte[] wrapped(Recipients recipients, SecureRandom random) {
    return recipients.wrap(key, random);
  }

  @Override
  public String getAlgorithm() {
    return "AES";
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  @Override
  public byte[] getEncoded() {
    return key.clone();
  }

  /** Wipes it. Ciphers that were made from it keep what they need until they are collected. */
  @Override
  public void destroy() {
    destroyed = true;
    Arrays.fill(key, (byte) 0);
    Arrays.fill(prefix, (byte) 0);
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public String toString() {
    return "a session key";
  }
}
