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
 * @param encryption how the copy is encrypted, if that is said; the key as it was named
 * @param acl whether the ACL asked for, if any, is one that a bucket without ACLs takes
 */
record CopyParameters(
    String bucket,
    String prefix,
    Optional<Attributes> replaced,
    Optional<Map<String, String>> tags,
    String storageClass,
    boolean namesStorageClass,
    Optional<Encryption> encryption,
    boolean acl,
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
  private static final Set<String> ABSENT =
      Set.of("SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128");
  private static final int MAX_TEXT = 1024;
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
        element.value("CannedAccessControlList").map(CannedAcl::isHarmless).orElse(true),
        element.value("ChecksumAlgorithm").map(CopyParameters::requireAlgorithm),
        time(element, "ModifiedSinceConstraint"),
        time(element, "UnModifiedSinceConstraint"));
  }

  private static void refuse(XmlNode element) {
    if (!element.value("RequesterPays").orElse("false").matches("true|false")) {
      throw bad("RequesterPays must be true or false");
    }
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
    if (ABSENT.contains(name)) {
      throw S3Exception.notImplemented("ChecksumAlgorithm " + name);
    }
    if (ChecksumAlgorithm.named(name).isEmpty()) {
      throw bad("Invalid ChecksumAlgorithm: " + name);
    }
    return name;
  }

  /** A key alone says that KMS encrypts; the algorithm alone takes the key that S3 has there. */
  private static Optional<Encryption> encryption(XmlNode element) {
    Optional<String> key = element.value("SSEAwsKmsKeyId").filter(id -> !id.isEmpty());
    boolean bucketKey = element.value("BucketKeyEnabled").map(Boolean::parseBoolean).orElse(false);
    String algorithm =
        element
            .find("NewObjectMetadata")
            .flatMap(metadata -> metadata.value("SSEAlgorithm"))
            .orElse(key.isPresent() ? "KMS" : "");
    return switch (algorithm) {
      case "" -> Optional.empty();
      case "AES256" -> {
        if (key.isPresent()) {
          throw bad("SSEAwsKmsKeyId goes with the SSEAlgorithm KMS");
        }
        yield Optional.of(Encryption.SSE_S3);
      }
      case "KMS" -> Optional.of(new Encryption("aws:kms", key.orElse(""), bucketKey));
      default -> throw bad("Invalid SSEAlgorithm: " + algorithm);
    };
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
      String name = entry.need("key").text().trim();
      String value = entry.need("value").text();
      if (name.isEmpty() || name.length() > MAX_TEXT || value.length() > MAX_TEXT) {
        throw bad("Names and values of UserMetadata have at most " + MAX_TEXT + " characters");
      }
      metadata.put(name, value);
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
    return replaced.isPresent()
        || namesStorageClass
        || encryption.isPresent()
        || checksumAlgorithm.isPresent();
  }

  /** Where the copy of a key goes. A prefix that ends in a slash gives two, as with S3. */
  String targetKey(String key) {
    return prefix.isEmpty() ? key : prefix + "/" + key;
  }
}
