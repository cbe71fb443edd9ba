package io.stocktake.manifests.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.io.Json;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A checksum of an object's content besides its ETag, from a task of S3ComputeObjectChecksum or
 * from an upload of this program.
 *
 * @param bucket the object's bucket
 * @param key its key
 * @param etag the ETag it had when it was read
 * @param md5 what its ETag would be if that told its content: an MD5, or one over parts
 * @param file which state of which file had that content (inode and change time), if that is known
 *     and such a state cannot have had another content; else empty
 */
public record ContentChecksum(String bucket, ObjectKey key, ETag etag, ETag md5, String file) {
  private static final int MD5_BYTES = 16;

  /** A checksum of which no file is known. */
  public ContentChecksum(String bucket, ObjectKey key, ETag etag, ETag md5) {
    this(bucket, key, etag, md5, "");
  }

  /**
   * The checksum that a row of a completion report tells; none if the task failed, or was of
   * another operation, algorithm or type.
   */
  public static Optional<ContentChecksum> of(ReportRow row) {
    if (!row.succeeded() || !row.message().startsWith("{")) {
      return Optional.empty();
    }
    try {
      return of(row, Json.COMPACT.readTree(row.message()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<ContentChecksum> of(ReportRow row, JsonNode result) {
    byte[] md5 = HexFormat.of().parseHex(result.path("checksum_hex").asText());
    boolean usable =
        result.path("checksumAlgorithm").asText().equals("MD5")
            && result.path("checksumType").asText().equals("FULL_OBJECT")
            && md5.length == MD5_BYTES;
    return usable
        ? Optional.of(
            new ContentChecksum(
                row.bucket(), row.key(), ETag.parse(result.path("etag").asText()), ETag.ofMd5(md5)))
        : Optional.empty();
  }
}
