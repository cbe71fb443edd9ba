package io.stocktake.crypto.decrypt;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What an encrypted message tells without a key. */
public final class Ciphertext {
  private Ciphertext() {}

  /**
   * Ids of the keys that a message is encrypted to, 16 hex digits in upper case each, in their
   * order; zeros for a hidden recipient. Reads no more than the message's begin, and proves
   * nothing.
   *
   * @throws DecryptionException if it is not an encrypted message
   */
  public static List<String> recipients(InputStream message) throws IOException {
    return Envelope.read(message).recipients().stream().map(SessionPacket::keyIdText).toList();
  }
}
