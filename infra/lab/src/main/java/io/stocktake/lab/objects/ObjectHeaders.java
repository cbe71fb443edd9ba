package io.stocktake.lab.objects;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.keys.CustomerKey;
import io.stocktake.lab.model.Attributes;
import io.stocktake.lab.model.Encryption;
import io.stocktake.lab.model.ObjectLock;
import io.stocktake.lab.model.ObjectVersion;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads an object's attributes from the headers of a write, and shows them in those of a read. */
public final class ObjectHeaders {
  /** The date format of HTTP headers. */
  public static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  /** What a copy does not carry over. */
  static final String REDIRECT = "x-amz-website-redirect-location";

  private static final List<String> SYSTEM =
      List.of(
          "cache-control",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-type",
          "expires",
          REDIRECT);

  /** The storage classes there are. */
  public static final Set<String> STORAGE_CLASSES =
      Set.of(
          "STANDARD",
          "REDUCED_REDUNDANCY",
          "STANDARD_IA",
          "ONEZONE_IA",
          "INTELLIGENT_TIERING",
          "GLACIER",
          "DEEP_ARCHIVE",
          "GLACIER_IR");

  private static final String META = "x-amz-meta-";
  private static final int MAX_METADATA_BYTES = 2048;
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  private ObjectHeaders() {}

  /** The attributes that a PutObject or CreateMultipartUpload gives. */
  public static Attributes read(Request request) {
    refuseUnsupported(request);
    return new Attributes(
        storageClass(request), encryption(request), system(request), metadata(request));
  }

  private static void refuseUnsupported(Request request) {
    for (String name : request.headers().keySet()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith("x-amz-write-offset")
          || lower.equals("x-amz-server-side-encryption-context")) {
        throw S3Exception.notImplemented(lower);
      }
      if (lower.startsWith("x-amz-object-lock-")) {
        throw new S3Exception(
            S3Error.INVALID_REQUEST, "Bucket is missing Object Lock Configuration");
      }
      if (lower.startsWith("x-amz-grant-")) {
        throw new S3Exception(S3Error.ACL_NOT_SUPPORTED);
      }
    }
    Optional<String> acl = request.header("x-amz-acl");
    if (acl.isPresent() && !Set.of("private", "bucket-owner-full-control").contains(acl.get())) {
      throw new S3Exception(S3Error.ACL_NOT_SUPPORTED);
    }
  }

  static String storageClass(Request request) {
    String name = request.header("x-amz-storage-class").orElse("STANDARD");
    if (!STORAGE_CLASSES.contains(name)) {
      throw new S3Exception(S3Error.INVALID_STORAGE_CLASS);
    }
    return name;
  }

  static Encryption encryption(Request request) {
    Optional<String> customer = CustomerKey.of(request);
    if (customer.isPresent() && request.header("x-amz-server-side-encryption").isPresent()) {
      throw new S3Exception(
          S3Error.INVALID_ARGUMENT,
          "Server Side Encryption with Customer provided key is incompatible with the encryption"
              + " method specified");
    }
    return customer.map(Encryption::withCustomerKey).orElseGet(() -> byService(request));
  }

  private static Encryption byService(Request request) {
    String algorithm = request.header("x-amz-server-side-encryption").orElse("AES256");
    String keyId = request.header("x-amz-server-side-encryption-aws-kms-key-id").orElse("");
    boolean bucketKey =
        request
            .header("x-amz-server-side-encryption-bucket-key-enabled")
            .map(Boolean::parseBoolean)
            .orElse(false);
    if (!Set.of("AES256", "aws:kms", "aws:kms:dsse").contains(algorithm)) {
      throw S3Exception.invalidArgument("x-amz-server-side-encryption", algorithm);
    }
    if (algorithm.equals("AES256")) {
      return Encryption.SSE_S3;
    }
    String key = keyId.isEmpty() ? "arn:aws:kms:us-east-1:111122223333:key/lab" : keyId;
    return new Encryption(algorithm, key, bucketKey);
  }

  static Map<String, String> system(Request request) {
    Map<String, String> found = new TreeMap<>();
    for (String name : SYSTEM) {
      request.header(name).ifPresent(value -> found.put(name, value));
    }
    found.putIfAbsent("content-type", "binary/octet-stream");
    found.computeIfPresent("content-encoding", (name, value) -> withoutChunking(value));
    found.values().removeIf(String::isEmpty);
    return found;
  }

  /** The transport's coding is not the object's. */
  private static String withoutChunking(String encodings) {
    return COMMA
        .splitAsStream(encodings)
        .filter(coding -> !coding.equals("aws-chunked"))
        .collect(Collectors.joining(","));
  }

  static Map<String, String> metadata(Request request) {
    Map<String, String> found = new TreeMap<>();
    for (String header : request.headers().keySet()) {
      String name = header.toLowerCase(Locale.ROOT);
      if (name.startsWith(META)) {
        found.put(name.substring(META.length()), request.header(header).orElse(""));
      }
    }
    requireSmall(found);
    return found;
  }

  /**
   * Requires that user-defined metadata is within S3's limit.
   *
   * @throws S3Exception MetadataTooLarge
   */
  public static void requireSmall(Map<String, String> metadata) {
    int bytes = metadata.entrySet().stream().mapToInt(ObjectHeaders::length).sum();
    if (bytes > MAX_METADATA_BYTES) {
      throw new S3Exception(S3Error.METADATA_TOO_LARGE)
          .with("Size", Integer.toString(bytes))
          .with("MaxSizeAllowed", Integer.toString(MAX_METADATA_BYTES));
    }
  }

  /** Header text has one character a byte. */
  private static int length(Map.Entry<String, String> header) {
    return header.getKey().length() + header.getValue().length();
  }

  /** Shows everything a GET or HEAD says of a version, but length and checksum. */
  static void show(Response response, ObjectVersion version, Request request) {
    response
        .header("ETag", version.quotedEtag())
        .header("Last-Modified", HTTP_DATE.format(version.modified()))
        .header("Accept-Ranges", "bytes");
    version.attributes().headers().forEach(response::header);
    version.attributes().metadata().forEach((name, value) -> response.header(META + name, value));
    if (!version.attributes().storageClass().equals("STANDARD")) {
      response.header("x-amz-storage-class", version.attributes().storageClass());
    }
    if (!version.tags().isEmpty()) {
      response.header("x-amz-tagging-count", Integer.toString(version.tags().size()));
    }
    showLock(response, version);
    showEncryption(response, version.attributes().encryption());
    for (String name : SYSTEM) {
      response.header(name, request.query().get("response-" + name));
    }
  }

  private static void showLock(Response response, ObjectVersion version) {
    ObjectLock lock = ObjectLock.of(version);
    if (ObjectLock.saysHold(version)) {
      response.header("x-amz-object-lock-legal-hold", lock.legalHold() ? "ON" : "OFF");
    }
    if (!lock.mode().isEmpty()) {
      response.header("x-amz-object-lock-mode", lock.mode());
      response.header("x-amz-object-lock-retain-until-date", lock.until().map(Instant::toString));
    }
  }

  /** Shows how an object is encrypted. */
  public static void showEncryption(Response response, Encryption encryption) {
    if (encryption.customer()) {
      response.header("x-amz-server-side-encryption-customer-algorithm", "AES256");
      response.header("x-amz-server-side-encryption-customer-key-MD5", encryption.keyId());
      return;
    }
    response.header("x-amz-server-side-encryption", encryption.algorithm());
    if (!encryption.keyId().isEmpty()) {
      response.header("x-amz-server-side-encryption-aws-kms-key-id", encryption.keyId());
    }
    if (encryption.bucketKey()) {
      response.header("x-amz-server-side-encryption-bucket-key-enabled", "true");
    }
  }
}
