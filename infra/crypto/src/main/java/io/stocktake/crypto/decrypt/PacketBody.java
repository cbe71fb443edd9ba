package io.stocktake.crypto.decrypt;

import java.io.IOException;
import java.io.InputStream;

/**
 * The body of one packet: of a length told before, in partial bodies, or (in the old format alone)
 * up to the end of what it lies in (RFC 4880, sections 4.2.1 and 4.2.2).
 */
final class PacketBody extends InputStream {
  private static final int TWO_OCTETS = 192;
  private static final int PARTIAL = 224;
  private static final int FIVE_OCTETS = 255;
  private static final int SKIPPED_AT_ONCE = 1 << 16;

  private final InputStream in;
  private boolean more;
  private boolean endless;
  private long left;

  private PacketBody(InputStream in) {
    this.in = in;
  }

  /** A body in the new format. */
  static PacketBody of(InputStream in) throws IOException {
    PacketBody body = new PacketBody(in);
    body.readLength();
    return body;
  }

  /** A body in the old format, by the two bits that tell of its length. */
  static PacketBody ofOld(InputStream in, int lengthType) throws IOException {
    PacketBody body = new PacketBody(in);
    if (lengthType == 3) {
      body.endless = true;
    } else {
      body.left = body.number(1 << lengthType);
    }
    return body;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (endless) {
      return in.read(into, offset, length);
    }
    while (left == 0) {
      if (!more) {
        return -1;
      }
      readLength();
    }
    int some = in.read(into, offset, (int) Math.min(length, left));
    if (some < 0) {
      throw DecryptionException.truncated();
    }
    left -= some;
    return some;
  }

  /** Reads what is left, to no use. */
  void skipAll() throws IOException {
    byte[] buffer = new byte[SKIPPED_AT_ONCE];
    while (read(buffer, 0, buffer.length) >= 0) {
      // to the end
    }
  }

  private void readLength() throws IOException {
    int first = octet();
    more = first >= PARTIAL && first < FIVE_OCTETS;
    if (first < TWO_OCTETS) {
      left = first;
    } else if (first < PARTIAL) {
      left = (first - TWO_OCTETS) * 256L + octet() + TWO_OCTETS;
    } else if (more) {
      left = 1L << (first & 0x1F);
    } else {
      left = number(4);
    }
  }

  private long number(int octets) throws IOException {
    long number = 0;
    for (int at = 0; at < octets; at++) {
      number = number << 8 | octet();
    }
    return number;
  }

  private int octet() throws IOException {
    int octet = in.read();
    if (octet < 0) {
      throw DecryptionException.truncated();
    }
    return octet;
  }
}
