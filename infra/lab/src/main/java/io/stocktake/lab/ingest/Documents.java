package io.stocktake.lab.ingest;

import io.stocktake.lab.digest.ChecksumAlgorithm;
import io.stocktake.lab.digest.Digest;
import io.stocktake.lab.digest.ObjectChecksum;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import java.io.IOException;
import java.util.Optional;

/** Reads request documents, and checks them as bodies are checked. */
public final class Documents {
  private Documents() {}

  /** Reads a document; checks Content-MD5 and checksum if they are there. */
  public static byte[] read(Request request) throws IOException {
    ChecksumClaim claim = ChecksumClaim.of(request);
    byte[] bytes = request.payload().document();
    Optional<byte[]> md5 = ContentMd5.of(request);
    ContentMd5.verify(md5, Digest.message("MD5").digest(bytes));
    claim
        .algorithm()
        .ifPresent(a -> claim.verify(digest(a, bytes), request.payload().trailers().get()));
    return bytes;
  }

  /**
   * Reads a document of an operation that insists on a digest.
   *
   * @throws S3Exception InvalidRequest if there is neither Content-MD5 nor a checksum
   */
  public static byte[] readDigested(Request request) throws IOException {
    if (request.header("Content-MD5").isEmpty()
        && ChecksumClaim.of(request).algorithm().isEmpty()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
    }
    return read(request);
  }

  private static String digest(ChecksumAlgorithm algorithm, byte[] bytes) {
    Digest digest = algorithm.start();
    digest.update(bytes, 0, bytes.length);
    return ObjectChecksum.base64(digest.finish());
  }
}
