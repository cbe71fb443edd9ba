package io.stocktake.crypto.decrypt;

import io.stocktake.crypto.packet.Tags;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.bouncycastle.apache.bzip2.CBZip2InputStream;
import org.bouncycastle.bcpg.CompressionAlgorithmTags;

/**
 * The one file within a message: a literal packet, compressed at most once, perhaps signed (RFC
 * 4880, section 11.3). Signatures are skipped, and not checked.
 */
final class LiteralContent {
  private static final int DATE = 4;
  private static final int BUFFER = 1 << 16;

  private final OutputStream out;
  private boolean found;

  private LiteralContent(OutputStream out) {
    this.out = out;
  }

  /**
   * Copies the file's bytes.
   *
   * @throws DecryptionException if there is no file, more than one, or something else
   */
  static void copy(InputStream in, OutputStream out) throws IOException {
    LiteralContent content = new LiteralContent(out);
    content.read(in, false);
    if (!content.found) {
      throw DecryptionException.notOneFile("there is none");
    }
  }

  private void read(InputStream in, boolean compressed) throws IOException {
    Packets packets = new Packets(in);
    for (Optional<Packets.Packet> next = packets.next(); next.isPresent(); next = packets.next()) {
      PacketBody body = next.get().body();
      switch (next.get().tag()) {
        case Tags.MARKER, Tags.SIGNATURE, Tags.ONE_PASS_SIGNATURE -> body.skipAll();
        case Tags.LITERAL -> {
          requireFirst();
          copyLiteral(body);
        }
        case Tags.COMPRESSED -> {
          if (compressed) {
            throw DecryptionException.notOneFile("it is compressed more than once");
          }
          requireFirst();
          found = false;
          read(decompressed(body), true);
        }
        case Tags.PUBLIC_KEY_SESSION,
            Tags.PASSPHRASE_SESSION,
            Tags.ENCRYPTED_UNPROTECTED,
            Tags.ENCRYPTED_PROTECTED,
            Tags.ENCRYPTED_AEAD ->
            throw DecryptionException.notOneFile("it is encrypted more than once");
        default ->
            throw DecryptionException.notOneFile(
                "it has a packet of the unknown kind " + next.get().tag());
      }
    }
  }

  private void requireFirst() throws DecryptionException {
    if (found) {
      throw DecryptionException.notOneFile("there are several");
    }
    found = true;
  }

  private void copyLiteral(InputStream body) throws IOException {
    int format = body.read();
    int name = body.read();
    if (format < 0 || name < 0 || body.readNBytes(name + DATE).length < name + DATE) {
      throw DecryptionException.notOneFile("its header is cut off");
    }
    byte[] buffer = new byte[BUFFER];
    for (int some = body.read(buffer); some >= 0; some = body.read(buffer)) {
      out.write(buffer, 0, some);
    }
  }

  /** RFC 4880, section 5.6 and 9.3. */
  private static InputStream decompressed(InputStream body) throws IOException {
    int algorithm = body.read();
    return switch (algorithm) {
      case CompressionAlgorithmTags.UNCOMPRESSED -> body;
      case CompressionAlgorithmTags.ZIP -> new RawInflater(body);
      case CompressionAlgorithmTags.ZLIB -> new InflaterInputStream(body, new Inflater(), BUFFER);
      case CompressionAlgorithmTags.BZIP2 -> new CBZip2InputStream(body);
      default -> throw DecryptionException.unsupported("compression number " + algorithm);
    };
  }

  /** Deflated bytes without header; the inflater may want one byte after their end. */
  private static final class RawInflater extends InflaterInputStream {
    private boolean ended;

    RawInflater(InputStream in) {
      super(in, new Inflater(true), BUFFER);
    }

    @Override
    protected void fill() throws IOException {
      len = in.read(buf, 0, buf.length);
      if (len < 0) {
        if (ended) {
          throw DecryptionException.truncated();
        }
        ended = true;
        len = 1;
        buf[0] = 0;
      }
      inf.setInput(buf, 0, len);
    }
  }
}
