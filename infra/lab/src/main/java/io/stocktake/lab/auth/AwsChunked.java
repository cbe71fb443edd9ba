package io.stocktake.lab.auth;

import io.stocktake.lab.auth.signature.ChunkSignatures;
import io.stocktake.lab.digest.Digest;
import io.stocktake.lab.http.Payload;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decodes a body in S3's own chunked coding: {@code <hex size>[;chunk-signature=<hex>]\r\n<bytes>
 * \r\n}, a chunk of size 0, then trailing headers if the content hash says {@code -TRAILER}.
 */
final class AwsChunked extends InputStream {
  private static final int MAX_LINE = 8192;
  private static final Set<String> KINDS =
      Set.of(
          "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
          "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
          "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
  private static final String SIGNATURE_MARK = "chunk-signature=";

  private final InputStream in;
  private final boolean signed;
  private final boolean trailing;
  private final ChunkSignatures signatures;
  private final MessageDigest digest = Digest.message("SHA-256");
  private final Map<String, String> trailers = new LinkedHashMap<>();
  private String chunkSignature = "";
  private long left;
  private boolean first = true;
  private boolean ended;

  private AwsChunked(InputStream in, String kind, ChunkSignatures signatures) {
    this.in = in;
    this.signed = !kind.contains("UNSIGNED");
    this.trailing = kind.endsWith("-TRAILER");
    this.signatures = signatures;
  }

  static Payload open(Request request, String kind, ChunkSignatures signatures) {
    if (!KINDS.contains(kind)) {
      throw S3Exception.notImplemented("x-amz-content-sha256: " + kind);
    }
    InputStream in = new BufferedInputStream(request.payload().stream());
    AwsChunked body = new AwsChunked(in, kind, signatures);
    return new Payload(body, decodedLength(request), () -> body.trailers);
  }

  private static long decodedLength(Request request) {
    String text =
        request
            .header("x-amz-decoded-content-length")
            .orElseThrow(() -> new S3Exception(S3Error.MISSING_CONTENT_LENGTH));
    if (!text.matches("\\d{1,18}")) {
      throw S3Exception.invalidArgument("x-amz-decoded-content-length", text);
    }
    return Long.parseLong(text);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int n = in.read(buffer, offset, (int) Math.min(length, left));
    if (n < 0) {
      throw new S3Exception(S3Error.INCOMPLETE_BODY);
    }
    if (signed) {
      digest.update(buffer, offset, n);
    }
    left -= n;
    return n;
  }

  private void nextChunk() throws IOException {
    if (!first) {
      endChunk();
      expectEmptyLine();
    }
    first = false;
    String line = line();
    int semicolon = line.indexOf(';');
    left = size(semicolon < 0 ? line : line.substring(0, semicolon));
    int mark = line.indexOf(SIGNATURE_MARK);
    chunkSignature = mark < 0 ? "" : line.substring(mark + SIGNATURE_MARK.length()).trim();
    if (left == 0) {
      endChunk();
      readTrailers();
      ended = true;
    }
  }

  private static long size(String hex) {
    if (!hex.trim().matches("[0-9a-fA-F]{1,15}")) {
      throw new S3Exception(S3Error.INCOMPLETE_BODY, "a chunk of the body has no size");
    }
    return Long.parseLong(hex.trim(), 16);
  }

  private void endChunk() {
    if (signed) {
      signatures.chunk(chunkSignature, HexFormat.of().formatHex(digest.digest()));
    }
  }

  private void expectEmptyLine() throws IOException {
    if (!line().isEmpty()) {
      throw new S3Exception(S3Error.INCOMPLETE_BODY, "a chunk of the body is longer than it says");
    }
  }

  private void readTrailers() throws IOException {
    String line = line();
    while (trailing && !line.isEmpty()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).trim().toLowerCase(Locale.ROOT);
        trailers.put(name, line.substring(colon + 1).trim());
      }
      line = line();
    }
    String signature = trailers.remove("x-amz-trailer-signature");
    if (signed && trailing) {
      signatures.trailer(signature, signedTrailers());
    }
  }

  private String signedTrailers() {
    return trailers.entrySet().stream()
        .map(e -> e.getKey() + ":" + e.getValue() + "\n")
        .collect(Collectors.joining());
  }

  /** A line without its end; the end of the stream ends a line too, as some clients stop there. */
  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.append((char) b);
      if (line.length() > MAX_LINE) {
        throw new S3Exception(S3Error.INCOMPLETE_BODY, "a chunk header of the body is too long");
      }
    }
    int last = line.length() - 1;
    return last >= 0 && line.charAt(last) == '\r' ? line.substring(0, last) : line.toString();
  }
}
