package io.stocktake.lab.tasks;

import io.stocktake.lab.digest.ChecksumAlgorithm;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.model.Attributes;
import io.stocktake.lab.model.Encryption;
import io.stocktake.lab.objects.ObjectHeaders;
import io.stocktake.lab.objects.TagSet;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The parameters of S3PutObjectCopy.
 *
 * @param prefix goes before the full key, with a slash between; empty for none
 * @param replaced attributes instead of the source's, if the metadata is replaced
 * @param tags tags instead of the source's
 */
record CopyParameters(
    String bucket,
    String prefix,
    Optional<Attributes> replaced,
    Optional<Map<String, String>> tags,
    String storageClass,
    boolean namesStorageClass,
    Encryption encryption,
    Optional<String> checksumAlgorithm,
    Optional<Instant> modifiedSince,
    Optional<Instant> unmodifiedSince) {
  private static final String ARN = "arn:aws:s3:::";
  private static final Set<String> REFUSED =
      Set.of(
          "AccessControlGrants",
          "ObjectLockLegalHoldStatus",
          "ObjectLockMode",
          "ObjectLockRetainUntilDate",
          "RedirectLocation");
  private static final Map<String, String> HEADERS =
      Map.of(
          "CacheControl", "cache-control",
          "ContentDisposition", "content-disposition",
          "ContentEncoding", "content-encoding",
          "ContentLanguage", "content-language",
          "ContentType", "content-type",
          "HttpExpiresDate", "expires");

  static CopyParameters of(XmlNode element) {
    refuse(element);
    String target = element.value("TargetResource").orElse("");
    if (!target.startsWith(ARN) || target.length() == ARN.length()) {
      throw bad("TargetResource must be the ARN of a bucket");
    }
    Optional<String> storageClass = element.value("StorageClass");
    return new CopyParameters(
        target.substring(ARN.length()),
        element.value("TargetKeyPrefix").orElse(""),
        replaced(element),
        element.find("NewObjectTagging").map(list -> TagSet.of(list.all("member"))),
        storageClass(storageClass.orElse("STANDARD")),
        storageClass.isPresent(),
        encryption(element),
        element.value("ChecksumAlgorithm").map(CopyParameters::requireAlgorithm),
        time(element, "ModifiedSinceConstraint"),
        time(element, "UnModifiedSinceConstraint"));
  }

  private static void refuse(XmlNode element) {
    for (XmlNode child : element.children()) {
      if (REFUSED.contains(child.name())) {
        throw S3Exception.notImplemented("S3PutObjectCopy with " + child.name());
      }
    }
  }

  private static String storageClass(String name) {
    if (!ObjectHeaders.STORAGE_CLASSES.contains(name) || name.equals("REDUCED_REDUNDANCY")) {
      throw bad("Invalid StorageClass: " + name);
    }
    return name;
  }

  private static String requireAlgorithm(String name) {
    if (ChecksumAlgorithm.named(name).isEmpty()) {
      throw S3Exception.notImplemented("ChecksumAlgorithm " + name);
    }
    return name;
  }

  private static Encryption encryption(XmlNode element) {
    String key = element.value("SSEAwsKmsKeyId").orElse("");
    boolean bucketKey = element.value("BucketKeyEnabled").map(Boolean::parseBoolean).orElse(false);
    return key.isEmpty() ? Encryption.SSE_S3 : new Encryption("aws:kms", key, bucketKey);
  }

  private static Optional<Attributes> replaced(XmlNode element) {
    return switch (element.value("MetadataDirective").orElse("COPY")) {
      case "COPY" -> Optional.empty();
      case "REPLACE" -> Optional.of(attributes(element.find("NewObjectMetadata")));
      default -> throw bad("Invalid MetadataDirective");
    };
  }

  private static Attributes attributes(Optional<XmlNode> given) {
    Map<String, String> headers = new TreeMap<>();
    Map<String, String> metadata = new TreeMap<>();
    for (XmlNode child : given.map(XmlNode::children).orElse(List.of())) {
      if (HEADERS.containsKey(child.name())) {
        headers.put(HEADERS.get(child.name()), child.text().trim());
      }
    }
    headers.putIfAbsent("content-type", "binary/octet-stream");
    for (XmlNode entry :
        given.flatMap(m -> m.find("UserMetadata")).map(m -> m.all("entry")).stream()
            .flatMap(List::stream)
            .toList()) {
      metadata.put(entry.need("key").text().trim(), entry.need("value").text());
    }
    return new Attributes("STANDARD", Encryption.SSE_S3, headers, metadata);
  }

  private static Optional<Instant> time(XmlNode element, String name) {
    try {
      return element.value(name).map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw bad("Invalid " + name);
    }
  }

  private static S3Exception bad(String message) {
    return new S3Exception(S3Error.BAD_REQUEST_EXCEPTION, message);
  }

  /** Whether a copy onto itself changes anything but the tags. */
  boolean changesObject() {
    return replaced.isPresent() || namesStorageClass || !encryption.keyId().isEmpty();
  }

  /** Where the copy of a key goes. A prefix that ends in a slash gives two, as with S3. */
  String targetKey(String key) {
    return prefix.isEmpty() ? key : prefix + "/" + key;
  }
}
