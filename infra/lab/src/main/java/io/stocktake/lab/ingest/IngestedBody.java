package io.stocktake.lab.ingest;

import io.stocktake.lab.digest.ChecksumAlgorithm;
import io.stocktake.lab.digest.ObjectChecksum;
import io.stocktake.lab.model.Encryption;
import io.stocktake.lab.model.Part;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A body that is on disk and agrees with all the client said of it.
 *
 * @param blob where it is, 0 if it is empty
 * @param checksum over all its bytes, in the algorithm to store
 */
public record IngestedBody(long blob, long size, String md5, ObjectChecksum checksum) {
  private static final int ETAG_BYTES = 16;

  /**
   * The ETag of these bytes as one part: their MD5, or something opaque under a key of KMS or the
   * customer.
   */
  public String etag(Encryption encryption) {
    if (encryption.etagIsMd5()) {
      return md5;
    }
    byte[] random = new byte[ETAG_BYTES];
    ThreadLocalRandom.current().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** These bytes as a part of that number. */
  public Part part(int number, String etag) {
    return new Part(number, size, blob, etag, checksum.value());
  }

  /** The algorithm of the checksum. */
  public ChecksumAlgorithm algorithm() {
    return checksum.algorithm();
  }
}
