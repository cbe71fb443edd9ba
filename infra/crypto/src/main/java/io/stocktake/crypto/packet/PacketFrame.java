package io.stocktake.crypto.packet;

import java.io.IOException;

/**
 * A packet of known length, header and body, as we write it (RFC 4880, section 4.2.2).
 *
 * <p>The header has one tag octet of the new format. A body of up to 1 MiB follows one length of
 * five octets. A longer one is cut into partial bodies of 1 MiB, each after one octet, until 1 byte
 * to 1 MiB is left, which follows a length of five octets. Five octets also where fewer would do:
 * so the packet grows with each byte of its body, and no two bodies of different length make
 * packets of the same.
 *
 * @param tag which packet it is
 * @param body bytes of its body, at least 1
 */
public record PacketFrame(int tag, long body) {
  private static final int PARTIAL_BITS = 20;
  private static final int PARTIAL = 1 << PARTIAL_BITS;
  private static final int NEW_FORMAT = 0xC0;
  private static final int PARTIAL_OCTET = 0xE0 + PARTIAL_BITS;
  private static final int LENGTH_OCTETS = 5;
  private static final int FIVE_OCTETS = 0xFF;

  /** What takes the bytes of a packet, in order. */
  public interface Target {
    /** One octet of the header, or of a length within. */
    void octet(int octet) throws IOException;

    /** Some bytes of the body. */
    void body(long from, int length) throws IOException;
  }

  public PacketFrame {
    if (body < 1) {
      throw new IllegalArgumentException("a packet's body has bytes, not " + body);
    }
  }

  /** Bytes of the packet with its header. */
  public long length() {
    return 1 + partials() + LENGTH_OCTETS + body;
  }

  /** Gives some bytes of the packet to a target. */
  public void write(long from, int length, Target target) throws IOException {
    long end = from + length;
    long at = from;
    while (at < end) {
      if (at == 0) {
        target.octet(NEW_FORMAT | tag);
        at++;
      } else if (at - 1 < partials() * (PARTIAL + 1L)) {
        at += writePartial(at - 1, end - at, target);
      } else {
        at += writeLast(at - 1 - partials() * (PARTIAL + 1L), end - at, target);
      }
    }
  }

  private long writePartial(long at, long most, Target target) throws IOException {
    long number = at / (PARTIAL + 1L);
    int within = (int) (at % (PARTIAL + 1L));
    if (within == 0) {
      target.octet(PARTIAL_OCTET);
      return 1;
    }
    int length = (int) Math.min(most, PARTIAL + 1 - within);
    target.body(number * PARTIAL + within - 1, length);
    return length;
  }

  private long writeLast(long at, long most, Target target) throws IOException {
    long begin = partials() * PARTIAL;
    if (at == 0) {
      target.octet(FIVE_OCTETS);
      return 1;
    }
    if (at < LENGTH_OCTETS) {
      target.octet((int) ((body - begin) >>> (8 * (LENGTH_OCTETS - 1 - at))) & 0xFF);
      return 1;
    }
    target.body(begin + at - LENGTH_OCTETS, (int) most);
    return most;
  }

  private long partials() {
    return (body - 1) >> PARTIAL_BITS;
  }
}
