package io.stocktake.crypto.message;

import io.stocktake.crypto.packet.MessageLayout;
import io.stocktake.crypto.packet.PacketFrame;
import io.stocktake.executor.files.FileContent;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What is encrypted: the random prefix, the literal packet around the content, and the modification
 * detection code but for its digest (RFC 4880, sections 5.9, 5.13 and 5.14).
 */
final class InnerText {
  private static final int MDC_TAG = 0xD3;
  private static final int MDC_LENGTH = 0x14;

  private final byte[] prefix;
  private final PacketFrame literal;
  private final FileContent content;
  private final PlainDigest digest;

  /**
   * The text of a message.
   *
   * @param digest takes the content's own bytes
   */
  InnerText(byte[] prefix, MessageLayout layout, FileContent content, PlainDigest digest) {
    this.prefix = prefix;
    this.literal = layout.literal();
    this.content = content;
    this.digest = digest;
  }

  /** Bytes of it; the digest over them all comes after it. */
  long length() {
    return prefix.length + literal.length() + 2;
  }

  /** Writes some of its bytes. */
  void read(long from, int length, ByteBuffer into) throws IOException {
    long at = from;
    long end = from + length;
    if (at < prefix.length) {
      int some = (int) Math.min(end, prefix.length) - (int) at;
      into.put(prefix, (int) at, some);
      at += some;
    }
    long literalEnd = prefix.length + literal.length();
    if (at < end && at < literalEnd) {
      int some = (int) (Math.min(end, literalEnd) - at);
      literal.write(at - prefix.length, some, new LiteralTarget(into));
      at += some;
    }
    for (; at < end; at++) {
      into.put((byte) (at == literalEnd ? MDC_TAG : MDC_LENGTH));
    }
  }

  /** Takes the literal packet: its body is a short header, then the content. */
  private final class LiteralTarget implements PacketFrame.Target {
    private final ByteBuffer into;

    LiteralTarget(ByteBuffer into) {
      this.into = into;
    }

    @Override
    public void octet(int octet) {
      into.put((byte) octet);
    }

    @Override
    public void body(long from, int length) throws IOException {
      long at = from;
      for (; at < from + length && at < MessageLayout.LITERAL_HEADER; at++) {
        into.put((byte) (at == 0 ? 'b' : 0)); // no name, no date: neither is to leak
      }
      int rest = (int) (from + length - at);
      if (rest > 0) {
        ByteBuffer read = into.slice(into.position(), rest);
        content.read(read, at - MessageLayout.LITERAL_HEADER);
        digest.update(read, at - MessageLayout.LITERAL_HEADER);
        into.position(into.position() + rest);
      }
    }
  }
}
