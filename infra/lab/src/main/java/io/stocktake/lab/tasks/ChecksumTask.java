package io.stocktake.lab.tasks;

import io.stocktake.lab.digest.ChecksumAlgorithm;
import io.stocktake.lab.digest.ChecksumType;
import io.stocktake.lab.digest.Digest;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.manifest.Task;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.model.Part;
import io.stocktake.lab.store.Store;
import io.stocktake.lab.store.content.Body;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * S3ComputeObjectChecksum. The result is in the report alone, as JSON with names in two styles.
 * Archived objects are read without a restore.
 */
final class ChecksumTask implements TaskOperation {
  private static final Set<String> ABSENT = Set.of("XXHASH64", "XXHASH3", "XXHASH128");
  private static final Map<String, String> MESSAGE_DIGESTS =
      Map.of("MD5", "MD5", "SHA512", "SHA-512");

  private final Store store;
  private final String algorithm;
  private final ChecksumType type;
  private final Supplier<Digest> digests;

  private ChecksumTask(Store store, String algorithm, ChecksumType type, Supplier<Digest> digests) {
    this.store = store;
    this.algorithm = algorithm;
    this.type = type;
    this.digests = digests;
  }

  static ChecksumTask of(Store store, XmlNode element) {
    String algorithm = element.value("ChecksumAlgorithm").orElse("CRC64NVME");
    String type = element.value("ChecksumType").orElse("FULL_OBJECT");
    if (!type.matches("FULL_OBJECT|COMPOSITE")
        || (algorithm.equals("CRC64NVME") && type.equals("COMPOSITE"))) {
      throw new S3Exception(
          S3Error.BAD_REQUEST_EXCEPTION, "ChecksumType " + type + " of " + algorithm);
    }
    return new ChecksumTask(store, algorithm, ChecksumType.valueOf(type), digests(algorithm));
  }

  private static Supplier<Digest> digests(String algorithm) {
    if (ABSENT.contains(algorithm)) {
      throw S3Exception.notImplemented("S3ComputeObjectChecksum with " + algorithm);
    }
    if (MESSAGE_DIGESTS.containsKey(algorithm)) {
      return () -> Digest.of(MESSAGE_DIGESTS.get(algorithm));
    }
    Optional<ChecksumAlgorithm> known = ChecksumAlgorithm.named(algorithm);
    if (known.isEmpty()) {
      throw new S3Exception(
          S3Error.BAD_REQUEST_EXCEPTION, "No such checksum algorithm: " + algorithm);
    }
    return known.get()::start;
  }

  @Override
  public boolean isRequest() {
    return false;
  }

  @Override
  public String run(Task task) throws IOException {
    ObjectVersion version = TaskOperations.find(store, task);
    TaskOperations.refuseCustomerKey(version);
    byte[] digest =
        type == ChecksumType.FULL_OBJECT ? digest(version, 0, version.size()) : composite(version);
    return json(version, digest);
  }

  private byte[] digest(ObjectVersion version, long first, long length) throws IOException {
    Digest digest = digests.get();
    byte[] buffer = new byte[1 << 16];
    try (Body body = new Body(store.blobs(), version.parts(), first, length)) {
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return digest.finish();
  }

  private byte[] composite(ObjectVersion version) throws IOException {
    Digest whole = digests.get();
    long at = 0;
    for (Part part : version.parts()) {
      byte[] digest = digest(version, at, part.size());
      whole.update(digest, 0, digest.length);
      at += part.size();
    }
    return whole.finish();
  }

  private String json(ObjectVersion version, byte[] digest) {
    String base64 = Base64.getEncoder().encodeToString(digest).replace("=", "\\u003d");
    return ("{\"checksum_base64\":\"%s\",\"etag\":\"%s\",\"checksumAlgorithm\":\"%s\","
            + "\"checksumType\":\"%s\",\"checksum_hex\":\"%s\"}")
        .formatted(
            base64,
            version.etag(),
            algorithm,
            type,
            HexFormat.of().withUpperCase().formatHex(digest));
  }
}
