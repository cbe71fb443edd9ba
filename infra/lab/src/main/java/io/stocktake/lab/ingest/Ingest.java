package io.stocktake.lab.ingest;

import io.stocktake.lab.digest.ChecksumAlgorithm;
import io.stocktake.lab.digest.Digest;
import io.stocktake.lab.digest.ObjectChecksum;
import io.stocktake.lab.http.Payload;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.model.Part;
import io.stocktake.lab.store.content.Blobs;
import io.stocktake.lab.store.content.Body;
import io.stocktake.lab.store.content.SyntheticBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Streams bodies to blobs and checks them. A body that fails a check leaves nothing behind. */
public final class Ingest {
  /** The largest body of one request: 5 GiB. */
  public static final long MAX_BODY = 5L << 30;

  private static final int BUFFER = 1 << 16;

  private final Blobs blobs;

  /** Takes bodies into these blobs. */
  public Ingest(Blobs blobs) {
    this.blobs = blobs;
  }

  /**
   * Takes in the body of a request.
   *
   * @param stored the algorithm whose checksum is kept
   * @throws S3Exception EntityTooLarge, MissingContentLength, IncompleteBody, BadDigest and others
   */
  public IngestedBody body(Request request, ChecksumAlgorithm stored) throws IOException {
    Payload payload = request.payload();
    requireLength(payload.length());
    ChecksumClaim claim = ChecksumClaim.of(request);
    Optional<byte[]> contentMd5 = ContentMd5.of(request);
    ChecksumAlgorithm claimed = claim.algorithm().orElse(stored);
    return receive(
        payload.stream(),
        stored,
        claimed,
        (size, md5, checksum) -> {
          if (size != payload.length()) {
            throw new S3Exception(S3Error.INCOMPLETE_BODY);
          }
          ContentMd5.verify(contentMd5, md5);
          if (claim.algorithm().isPresent()) {
            claim.verify(ObjectChecksum.base64(checksum), payload.trailers().get());
          }
        });
  }

  private static void requireLength(long length) {
    if (length < 0) {
      throw new S3Exception(S3Error.MISSING_CONTENT_LENGTH);
    }
    if (length > MAX_BODY) {
      throw new S3Exception(S3Error.ENTITY_TOO_LARGE)
          .with("ProposedSize", Long.toString(length))
          .with("MaxSizeAllowed", Long.toString(MAX_BODY));
    }
  }

  /** Takes in bytes from elsewhere, as a copy does. */
  public IngestedBody bytes(InputStream in, ChecksumAlgorithm stored) throws IOException {
    return receive(in, stored, stored, (size, md5, checksum) -> {});
  }

  /** Takes in a range of an object. What is made up as it is read is not written to disk. */
  public IngestedBody copy(List<Part> parts, long first, long length, ChecksumAlgorithm stored)
      throws IOException {
    if (parts.stream().anyMatch(part -> SyntheticBytes.isFake(part.blob()))) {
      return fake(parts.get(0).md5() + first, length, stored);
    }
    try (Body body = new Body(blobs, parts, first, length)) {
      boolean whole = parts.size() == 1 && length == parts.get(0).size();
      return whole && parts.get(0).blob() < 0
          ? synthetic(parts.get(0).blob(), body.stream(), stored)
          : bytes(body.stream(), stored);
    }
  }

  /**
   * Bytes that nobody can read: only their number counts, and their digests are made up.
   *
   * @param seed what the digests depend on
   */
  public static IngestedBody fake(String seed, long size, ChecksumAlgorithm stored) {
    byte[] digest = Digest.message("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
    return new IngestedBody(
        SyntheticBytes.FAKE,
        size,
        HexFormat.of().formatHex(digest, 0, 16),
        ObjectChecksum.full(stored, Arrays.copyOf(digest, stored.bytes())));
  }

  private static IngestedBody synthetic(long blob, InputStream in, ChecksumAlgorithm stored)
      throws IOException {
    Digest md5 = Digest.of("MD5");
    Digest kept = stored.start();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
      md5.update(buffer, 0, n);
      kept.update(buffer, 0, n);
      size += n;
    }
    return new IngestedBody(
        blob,
        size,
        HexFormat.of().formatHex(md5.finish()),
        ObjectChecksum.full(stored, kept.finish()));
  }

  /** Discards what was taken in for a write that did not happen. */
  public void discard(IngestedBody received) {
    blobs.delete(received.blob());
  }

  /** A check of a whole body. */
  @FunctionalInterface
  private interface Check {
    void accept(long size, byte[] md5, byte[] claimed);
  }

  private IngestedBody receive(
      InputStream in, ChecksumAlgorithm stored, ChecksumAlgorithm claimed, Check check)
      throws IOException {
    Digest md5 = Digest.of("MD5");
    Digest kept = stored.start();
    Digest asked = claimed == stored ? null : claimed.start();
    long blob = blobs.newId();
    boolean good = false;
    try {
      long size = copy(in, blob, md5, kept, asked);
      byte[] md5Bytes = md5.finish();
      byte[] keptBytes = kept.finish();
      check.accept(size, md5Bytes, asked == null ? keptBytes : asked.finish());
      good = size > 0;
      return new IngestedBody(
          good ? blob : 0,
          size,
          HexFormat.of().formatHex(md5Bytes),
          ObjectChecksum.full(stored, keptBytes));
    } finally {
      if (!good) {
        blobs.delete(blob);
      }
    }
  }

  /** The file is made with the first byte: an empty body has none. */
  private long copy(InputStream in, long blob, Digest md5, Digest kept, Digest asked)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    int n = in.readNBytes(buffer, 0, BUFFER);
    if (n == 0) {
      return 0;
    }
    long size = 0;
    try (OutputStream out = blobs.create(blob)) {
      for (; n > 0; n = in.readNBytes(buffer, 0, BUFFER)) {
        out.write(buffer, 0, n);
        md5.update(buffer, 0, n);
        kept.update(buffer, 0, n);
        if (asked != null) {
          asked.update(buffer, 0, n);
        }
        size += n;
        requireLength(size);
      }
    }
    return size;
  }
}
