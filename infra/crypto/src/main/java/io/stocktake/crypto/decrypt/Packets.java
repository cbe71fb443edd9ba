package io.stocktake.crypto.decrypt;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The packets of a stream, one after the other (RFC 4880, section 4.2). */
final class Packets {
  private static final int PACKET = 0x80;
  private static final int NEW_FORMAT = 0x40;

  private final InputStream in;
  private Packet last;

  /** One packet, of which the body is to be read before the next. */
  record Packet(int tag, PacketBody body) {}

  Packets(InputStream in) {
    this.in = in;
  }

  /**
   * The next packet; what is left of the one before is skipped. None at the end of the stream.
   *
   * @throws DecryptionException if there is no packet, or one that ends early
   */
  Optional<Packet> next() throws IOException {
    if (last != null) {
      last.body().skipAll();
    }
    int octet = in.read();
    if (octet < 0) {
      return Optional.empty();
    }
    if ((octet & PACKET) == 0) {
      throw new DecryptionException(
          last == null
              ? DecryptionException.Reason.NOT_OPENPGP
              : DecryptionException.Reason.TRAILING_BYTES,
          last == null
              ? "it is not an OpenPGP message"
              : "bytes follow the message that do not belong to it; take another copy of it");
    }
    boolean newFormat = (octet & NEW_FORMAT) != 0;
    int tag = newFormat ? octet & 0x3F : (octet >> 2) & 0x0F;
    last = new Packet(tag, newFormat ? PacketBody.of(in) : PacketBody.ofOld(in, octet & 3));
    return Optional.of(last);
  }
}
