package io.stocktake.crypto.packet;

/**
 * Where the bytes of an encrypted message lie: session keys, then one packet of integrity protected
 * data (RFC 4880, section 5.13). That one holds, encrypted, a random prefix, one literal packet and
 * the modification detection code.
 *
 * @param sessionKeys bytes of the packets with the session key, one for each recipient
 * @param content bytes of the content
 */
public record MessageLayout(int sessionKeys, long content) {
  /** Bytes of the random prefix: a block of AES, of which the last two bytes are repeated. */
  public static final int PREFIX = 18;

  /** Bytes of the modification detection code's packet: tag, length and SHA-1. */
  public static final int DETECTION = 22;

  /** What the literal packet's body begins with: binary, no file name, no date. */
  public static final int LITERAL_HEADER = 6;

  private static final int VERSION = 1;

  /** The literal packet. */
  public PacketFrame literal() {
    return new PacketFrame(Tags.LITERAL, LITERAL_HEADER + content);
  }

  /** Bytes that are encrypted. */
  public long encrypted() {
    return PREFIX + literal().length() + DETECTION;
  }

  /** The packet of integrity protected data: a version octet, then what is encrypted. */
  public PacketFrame protectedData() {
    return new PacketFrame(Tags.ENCRYPTED_PROTECTED, VERSION + encrypted());
  }

  /** Bytes of the whole message. */
  public long length() {
    return sessionKeys + protectedData().length();
  }
}
