package io.stocktake.lab.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The body of a request.
 *
 * @param stream the decoded bytes; reading its end verifies what was signed
 * @param length bytes the client announced, or -1 if it did not
 * @param trailers headers behind the body, in lower case; known once the stream has ended
 */
public record Payload(InputStream stream, long length, Supplier<Map<String, String>> trailers) {
  private static final int MAX_DOCUMENT = 8 << 20;

  /** A body without trailers. */
  public static Payload plain(InputStream stream, long length) {
    return new Payload(stream, length, Map::of);
  }

  /**
   * Reads a request document whole.
   *
   * @throws S3Exception MalformedXML if it is beyond 8 MiB
   */
  public byte[] document() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 13];
    for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
      bytes.write(buffer, 0, n);
      if (bytes.size() > MAX_DOCUMENT) {
        throw new S3Exception(S3Error.MALFORMED_XML);
      }
    }
    return bytes.toByteArray();
  }
}
