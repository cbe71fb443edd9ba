package io.stocktake.crypto.message;

import io.stocktake.crypto.keys.Recipients;
import io.stocktake.crypto.packet.MessageLayout;
import io.stocktake.crypto.packet.PacketFrame;
import io.stocktake.executor.files.FileContent;
import io.stocktake.executor.files.FileException;
import io.stocktake.executor.files.PlainContent;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A content as an OpenPGP message (RFC 4880, section 11.3), encrypted with AES-256 to some
 * recipients: no compression, no name, no date, with a modification detection code.
 *
 * <p>A session key is drawn when it is opened, so two openings of one file differ in their bytes,
 * and within one opening the same range always has the same. Read in order, each byte of the
 * content is read once; a read that goes back reads up to 1 MiB more (of files over 4 GiB up to one
 * 4,096th of them), and one that leaps ahead all that lies between. The session key is in memory
 * alone, and is wiped when it is closed.
 */
public final class EncryptedContent implements FileContent {
  private static final int STAMP = 16;
  private static final int VERSION = 1;

  private final FileContent content;
  private final MessageLayout layout;
  private final PacketFrame data;
  private final SessionKey key;
  private final byte[] sessionKeys;
  private final CipherText text;
  private final String stamp;
  private final PlainDigest digest;
  private final String plainStamp;

  private volatile boolean closed;

  /** Encrypts a content, which is closed with it. */
  public EncryptedContent(FileContent content, Recipients recipients, SecureRandom random) {
    this.content = content;
    this.layout = recipients.layout(content.size());
    this.data = layout.protectedData();
    this.key = new SessionKey(random);
    this.sessionKeys = key.wrapped(recipients, random);
    if (sessionKeys.length != layout.sessionKeys()) {
      throw new IllegalStateException("session keys of another length than was told");
    }
    this.digest = new PlainDigest(content.size());
    this.text =
        new CipherText(
            layout.encrypted(), new InnerText(key.prefix(), layout, content, digest), key);
    // Before the first byte is read: a later change must show.
    this.plainStamp = content.stamp();
    byte[] drawn = new byte[STAMP];
    random.nextBytes(drawn);
    this.stamp = Digests.hex(drawn);
  }

  /** Bytes of the message. */
  @Override
  public long size() {
    return layout.length();
  }

  /** None: no plan knows what will be drawn. */
  @Override
  public Optional<ETag> planned() {
    return Optional.empty();
  }

  @Override
  public void read(ByteBuffer buffer, long offset) throws IOException {
    if (offset < 0 || offset + buffer.remaining() > size()) {
      throw FileException.failed(
          "its encrypted form has " + size() + " bytes, and more were asked for");
    }
    int fromKeys = (int) Math.max(0, Math.min(buffer.remaining(), sessionKeys.length - offset));
    if (fromKeys > 0) {
      buffer.put(sessionKeys, (int) offset, fromKeys);
    }
    if (buffer.hasRemaining()) {
      data.write(
          offset + fromKeys - sessionKeys.length, buffer.remaining(), new DataTarget(buffer));
    }
    if (closed) {
      throw new ClosedChannelException(); // the key may have been wiped meanwhile
    }
    buffer.flip();
  }

  /** Another one for each opening, since its bytes are others each time. */
  @Override
  public String stamp() {
    return stamp;
  }

  /** The MD5 of the file itself, and the state that the file had before it was read. */
  @Override
  public Optional<PlainContent> plainContent() {
    return Optional.of(new PlainContent(digest.whole(), plainStamp));
  }

  @Override
  public boolean inOrder() {
    return true;
  }

  @Override
  public void checkAgain() throws IOException {
    content.checkAgain();
  }

  @Override
  public void close() {
    closed = true;
    key.destroy();
    content.close();
  }

  /** Bytes of the message, and nothing of its key. */
  @Override
  public String toString() {
    return "encrypted content of " + size() + " bytes";
  }

  /** Takes the packet of protected data: its body is a version, then what is encrypted. */
  private final class DataTarget implements PacketFrame.Target {
    private final ByteBuffer into;

    DataTarget(ByteBuffer into) {
      this.into = into;
    }

    @Override
    public void octet(int octet) {
      into.put((byte) octet);
    }

    @Override
    public void body(long from, int length) throws IOException {
      int version = from < VERSION && length > 0 ? 1 : 0;
      if (version > 0) {
        into.put((byte) VERSION);
      }
      text.read(from + version - VERSION, length - version, into);
    }
  }
}
