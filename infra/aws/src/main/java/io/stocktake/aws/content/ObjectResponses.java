package io.stocktake.aws.content;

import io.stocktake.executor.restore.content.ObjectDescription;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.content.Algorithm;
import io.stocktake.manifests.content.StoredChecksum;
import io.stocktake.manifests.content.StoredContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** What responses to HEAD and GET say of an object. */
final class ObjectResponses {
  private ObjectResponses() {}

  static StoredContent content(HeadObjectResponse answer) {
    return new StoredContent(
        ETag.parse(answer.eTag()),
        answer.contentLength(),
        Optional.ofNullable(answer.versionId()),
        isOpaque(answer.serverSideEncryption(), answer.sseCustomerAlgorithm()),
        checksums(answer));
  }

  static ObjectDescription description(HeadObjectResponse answer) {
    return new ObjectDescription(
        content(answer),
        lowerCase(answer.metadata()),
        text(answer.contentType()),
        time(answer.lastModified()));
  }

  static ObjectDescription description(GetObjectResponse answer) {
    // A GET has the same headers.
    HeadObjectResponse head =
        HeadObjectResponse.builder()
            .eTag(answer.eTag())
            .contentLength(size(answer))
            .versionId(answer.versionId())
            .serverSideEncryption(answer.serverSideEncryption())
            .sseCustomerAlgorithm(answer.sseCustomerAlgorithm())
            .checksumType(answer.checksumType())
            .checksumSHA256(answer.checksumSHA256())
            .checksumSHA1(answer.checksumSHA1())
            .checksumCRC64NVME(answer.checksumCRC64NVME())
            .checksumCRC32C(answer.checksumCRC32C())
            .checksumCRC32(answer.checksumCRC32())
            .metadata(answer.metadata())
            .contentType(answer.contentType())
            .lastModified(answer.lastModified())
            .build();
    return description(head);
  }

  /** Bytes of the object, also where the answer has a range of them. */
  private static long size(GetObjectResponse answer) {
    String range = answer.contentRange();
    int slash = range == null ? -1 : range.lastIndexOf('/');
    return slash < 0 ? answer.contentLength() : Long.parseLong(range.substring(slash + 1));
  }

  private static boolean isOpaque(ServerSideEncryption encryption, String customerAlgorithm) {
    boolean plain = encryption == null || encryption == ServerSideEncryption.AES256;
    return !plain || customerAlgorithm != null;
  }

  /** The strongest first. */
  private static List<StoredChecksum> checksums(HeadObjectResponse answer) {
    List<StoredChecksum> checksums = new ArrayList<>();
    boolean composite = answer.checksumType() == ChecksumType.COMPOSITE;
    add(checksums, Algorithm.SHA256, answer.checksumSHA256(), composite);
    add(checksums, Algorithm.SHA1, answer.checksumSHA1(), composite);
    add(checksums, Algorithm.CRC64NVME, answer.checksumCRC64NVME(), composite);
    add(checksums, Algorithm.CRC32C, answer.checksumCRC32C(), composite);
    add(checksums, Algorithm.CRC32, answer.checksumCRC32(), composite);
    return checksums;
  }

  /** Older stores do not tell the type, but a dash before the number of parts does. */
  private static void add(
      List<StoredChecksum> checksums, Algorithm algorithm, String base64, boolean composite) {
    if (base64 != null) {
      checksums.add(new StoredChecksum(algorithm, base64, composite || base64.contains("-")));
    }
  }

  private static Map<String, String> lowerCase(Map<String, String> metadata) {
    Map<String, String> lower = new HashMap<>();
    metadata.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return lower;
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }

  private static Instant time(Instant value) {
    return value == null ? Instant.EPOCH : value;
  }
}
