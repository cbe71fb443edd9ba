package io.stocktake.lab.ingest;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** The Content-MD5 header. */
final class ContentMd5 {
  private static final int BYTES = 16;

  private ContentMd5() {}

  /**
   * Reads the header.
   *
   * @throws S3Exception InvalidDigest if it is not base64 of 16 bytes
   */
  static Optional<byte[]> of(Request request) {
    Optional<byte[]> claimed = request.header("Content-MD5").map(ContentMd5::decode);
    if (claimed.isPresent() && claimed.get().length != BYTES) {
      throw new S3Exception(S3Error.INVALID_DIGEST);
    }
    return claimed;
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new S3Exception(S3Error.INVALID_DIGEST, e);
    }
  }

  static void verify(Optional<byte[]> claimed, byte[] computed) {
    if (claimed.isPresent() && !Arrays.equals(claimed.get(), computed)) {
      throw new S3Exception(S3Error.BAD_DIGEST);
    }
  }
}
