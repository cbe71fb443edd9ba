package io.stocktake.crypto.keys;

import io.stocktake.crypto.packet.MessageLayout;
import io.stocktake.manifests.io.Digests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Those who can read a message: each has a key that session keys are wrapped for. */
public final class Recipients {
  private static final int ID_DIGITS = 32;

  private final List<RecipientKey> keys;

  Recipients(Collection<RecipientKey> keys) {
    this.keys =
        keys.stream()
            .sorted(
                Comparator.comparing(RecipientKey::primary)
                    .thenComparing(RecipientKey::fingerprint))
            .toList();
  }

  /** Fingerprints of the primary keys, 40 hex digits in upper case each, sorted, each once. */
  public List<String> fingerprints() {
    return keys.stream().map(RecipientKey::primary).distinct().toList();
  }

  /** Fingerprints of the keys that are encrypted to: in general of subkeys. */
  public List<String> encryptionKeys() {
    return keys.stream().map(RecipientKey::fingerprint).toList();
  }

  /**
   * Names the set of recipients, and is the same wherever the same primary keys are: the first 32
   * hex digits of the SHA-256 over their fingerprints with line feeds between. A new subkey of one
   * of them changes nothing.
   */
  public String id() {
    MessageDigest digest = Digests.sha256();
    digest.update(String.join("\n", fingerprints()).getBytes(StandardCharsets.US_ASCII));
    return Digests.hex(digest.digest()).substring(0, ID_DIGITS);
  }

  /**
   * Bytes of the message that a content of so many bytes makes. It is the same for each message to
   * these encryption keys, and greater for each byte more.
   */
  public long encryptedSize(long plaintextSize) {
    return layout(plaintextSize).length();
  }

  /** The layout of a message with a content of so many bytes. */
  public MessageLayout layout(long plaintextSize) {
    return new MessageLayout(keys.stream().mapToInt(RecipientKey::length).sum(), plaintextSize);
  }

  /** A session key of AES-256 as the packets that a message begins with. */
  public byte[] wrap(byte[] sessionKey, SecureRandom random) {
    byte[] packets = new byte[0];
    for (RecipientKey key : keys) {
      byte[] packet = key.wrap(sessionKey, random);
      packets = Arrays.copyOf(packets, packets.length + packet.length);
      System.arraycopy(packet, 0, packets, packets.length - packet.length, packet.length);
    }
    return packets;
  }

  /** The fingerprints of the primary keys. */
  @Override
  public String toString() {
    return fingerprints().toString();
  }
}
