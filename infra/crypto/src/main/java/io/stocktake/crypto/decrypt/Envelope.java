package io.stocktake.crypto.decrypt;

import io.stocktake.crypto.packet.Tags;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.ArmoredInputStream;

/** A message up to its encrypted data: for whom it is (RFC 4880, section 11.3). */
final class Envelope {
  private static final int BUFFER = 1 << 16;
  private static final int PACKET = 0x80;
  private static final String ARMOR = "-----BEGIN PGP MESSAGE-----";
  private static final int MOST_RECIPIENTS = 1000;

  private final InputStream raw;
  private final Packets packets;
  private final List<SessionPacket> recipients = new ArrayList<>();
  private Packets.Packet data;

  private Envelope(InputStream raw, InputStream binary) {
    this.raw = raw;
    this.packets = new Packets(binary);
  }

  /**
   * Reads up to the encrypted data.
   *
   * @throws DecryptionException if there is none
   */
  static Envelope read(InputStream in) throws IOException {
    InputStream raw = new BufferedInputStream(in, BUFFER);
    raw.mark(BUFFER);
    int first = raw.read();
    raw.reset();
    Envelope envelope = new Envelope(raw, first >= PACKET ? raw : dearmored(raw));
    envelope.readToData();
    return envelope;
  }

  private static InputStream dearmored(InputStream raw) throws IOException {
    raw.mark(BUFFER);
    byte[] begin = raw.readNBytes(ARMOR.length());
    raw.reset();
    if (!new String(begin, StandardCharsets.US_ASCII).equals(ARMOR)) {
      throw new DecryptionException(
          DecryptionException.Reason.NOT_OPENPGP, "it is not an OpenPGP message");
    }
    return new ArmoredInputStream(raw);
  }

  private void readToData() throws IOException {
    while (data == null) {
      Packets.Packet packet = packets.next().orElseThrow(DecryptionException::truncated);
      switch (packet.tag()) {
        case Tags.MARKER, Tags.PASSPHRASE_SESSION -> packet.body().skipAll();
        case Tags.PUBLIC_KEY_SESSION -> {
          SessionPacket.read(packet.body()).ifPresent(recipients::add);
          if (recipients.size() > MOST_RECIPIENTS) {
            throw DecryptionException.unsupported("more than " + MOST_RECIPIENTS + " recipients");
          }
        }
        case Tags.ENCRYPTED_PROTECTED, Tags.ENCRYPTED_AEAD -> data = packet;
        case Tags.ENCRYPTED_UNPROTECTED ->
            throw new DecryptionException(
                DecryptionException.Reason.NOT_PROTECTED,
                "nothing would show whether the message was altered, so it is not decrypted");
        case Tags.LITERAL, Tags.COMPRESSED, Tags.SIGNATURE, Tags.ONE_PASS_SIGNATURE ->
            throw new DecryptionException(
                DecryptionException.Reason.NOT_ENCRYPTED, "the message is not encrypted");
        default ->
            throw DecryptionException.unsupported("a packet of the unknown kind " + packet.tag());
      }
    }
  }

  /** The session keys for public keys, in their order. */
  List<SessionPacket> recipients() {
    return recipients;
  }

  /** The packet with the encrypted data. */
  Packets.Packet data() {
    return data;
  }

  /**
   * Checks that nothing follows the data; white space may follow an armored message.
   *
   * @throws DecryptionException if something does
   */
  void requireEnd() throws IOException {
    Optional<Packets.Packet> next = packets.next();
    int rest = raw.read();
    while (rest == ' ' || rest == '\r' || rest == '\n' || rest == '\t') {
      rest = raw.read();
    }
    if (next.isPresent() || rest >= 0) {
      throw new DecryptionException(
          DecryptionException.Reason.TRAILING_BYTES,
          "bytes follow the message that do not belong to it; take another copy of it");
    }
  }
}
