package io.stocktake.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** Makes bodies in the aws-chunked coding, as SDKs send them. */
final class ChunkedBody {
  private static final int CHUNK = 8192;

  private final SigV4 signer;
  private final String timestamp;
  private String previous;

  ChunkedBody(SigV4 signer, String timestamp, String seedSignature) {
    this.signer = signer;
    this.timestamp = timestamp;
    this.previous = seedSignature;
  }

  /** Unsigned chunks and a trailer. */
  static byte[] unsigned(byte[] body, String trailer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; at += CHUNK) {
      byte[] chunk = Arrays.copyOfRange(body, at, Math.min(body.length, at + CHUNK));
      out.writeBytes((Integer.toHexString(chunk.length) + "\r\n").getBytes(ISO_8859_1));
      out.writeBytes(chunk);
      out.writeBytes("\r\n".getBytes(ISO_8859_1));
    }
    out.writeBytes(("0\r\n" + trailer + "\r\n\r\n").getBytes(ISO_8859_1));
    return out.toByteArray();
  }

  /** Signed chunks, and a signed trailer unless it is empty. */
  byte[] signed(byte[] body, String trailer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; at += CHUNK) {
      chunk(out, Arrays.copyOfRange(body, at, Math.min(body.length, at + CHUNK)));
    }
    String last = "0;chunk-signature=" + sign("AWS4-HMAC-SHA256-PAYLOAD", true, new byte[0]);
    out.writeBytes((last + "\r\n").getBytes(ISO_8859_1));
    if (!trailer.isEmpty()) {
      String signature = sign("AWS4-HMAC-SHA256-TRAILER", false, (trailer + "\n").getBytes(UTF_8));
      String lines = trailer + "\r\nx-amz-trailer-signature:" + signature + "\r\n";
      out.writeBytes(lines.getBytes(ISO_8859_1));
    }
    out.writeBytes("\r\n".getBytes(ISO_8859_1));
    return out.toByteArray();
  }

  private void chunk(ByteArrayOutputStream out, byte[] bytes) {
    String signature = sign("AWS4-HMAC-SHA256-PAYLOAD", true, bytes);
    String head = Integer.toHexString(bytes.length) + ";chunk-signature=" + signature + "\r\n";
    out.writeBytes(head.getBytes(ISO_8859_1));
    out.writeBytes(bytes);
    out.writeBytes("\r\n".getBytes(ISO_8859_1));
  }

  private String sign(String algorithm, boolean withEmptyHash, byte[] bytes) {
    String toSign = algorithm + "\n" + timestamp + "\n" + signer.scope(timestamp) + "\n" + previous;
    if (withEmptyHash) {
      toSign += "\n" + HexFormat.of().formatHex(SigV4.sha256(new byte[0]));
    }
    previous =
        signer.sign(timestamp, toSign + "\n" + HexFormat.of().formatHex(SigV4.sha256(bytes)));
    return previous;
  }
}
