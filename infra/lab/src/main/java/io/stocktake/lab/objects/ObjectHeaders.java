package io.stocktake.lab.objects;

import io.stocktake.lab.http.HeaderText;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.Right;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
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
  private static final Pattern CHUNKED = Pattern.compile("(?:^|,)\\s*aws-chunked\\s*(?=,|$)");
  private static final Pattern LEADING = Pattern.compile("^[\\s,]+");

  private ObjectHeaders() {}

  /** The attributes that a PutObject or CreateMultipartUpload gives. */
  public static Attributes read(Request request, Encryption encryption) {
    refuseUnsupported(request);
    return new Attributes(storageClass(request), encryption, system(request), metadata(request));
  }

  private static void refuseUnsupported(Request request) {
    for (String name : request.headers().keySet()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith("x-amz-write-offset")
          || lower.equals("x-amz-server-side-encryption-context")) {
        throw S3Exception.notImplemented(lower);
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

  static Map<String, String> system(Request request) {
    Map<String, String> found = new TreeMap<>();
    for (String name : SYSTEM) {
      request.header(name).ifPresent(value -> found.put(name, value));
    }
    found.putIfAbsent("content-type", "binary/octet-stream");
    found.computeIfPresent("content-encoding", (name, value) -> withoutChunking(value));
    found.values().removeIf(String::isEmpty);
    requireSmall(found);
    return found;
  }

  /** The transport's coding is not the object's; the rest stays as it was written. */
  private static String withoutChunking(String encodings) {
    String rest = CHUNKED.matcher(encodings).replaceAll("");
    return rest.equals(encodings) ? encodings : LEADING.matcher(rest).replaceFirst("");
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
   * Requires that user-defined metadata, or the system's headers, are within S3's limit for each.
   *
   * @throws S3Exception MetadataTooLarge
   */
  public static void requireSmall(Map<String, String> headers) {
    int bytes = headers.entrySet().stream().mapToInt(ObjectHeaders::length).sum();
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
    version
        .attributes()
        .metadata()
        .forEach((name, value) -> response.header(META + name, HeaderText.shown(value)));
    if (!version.attributes().storageClass().equals("STANDARD")) {
      response.header("x-amz-storage-class", version.attributes().storageClass());
    }
    if (!version.tags().isEmpty()) {
      response.header("x-amz-tagging-count", Integer.toString(version.tags().size()));
    }
    showLock(response, version, request);
    showEncryption(response, version.attributes().encryption());
    for (String name : SYSTEM) {
      response.header(name, request.query().get("response-" + name));
    }
  }

  /** A lock is shown to whom may ask for it. */
  private static void showLock(Response response, ObjectVersion version, Request request) {
    ObjectLock lock = ObjectLock.of(version);
    if (lock.hold().isPresent() && may(request, "GetObjectLegalHold")) {
      response.header("x-amz-object-lock-legal-hold", lock.holdText());
    }
    if (!lock.mode().isEmpty() && may(request, "GetObjectRetention")) {
      response.header("x-amz-object-lock-mode", lock.mode());
      response.header("x-amz-object-lock-retain-until-date", lock.until().map(Instant::toString));
    }
  }

  private static boolean may(Request request, String action) {
    return request.caller().may(Right.onObject(action, request.bucket(), request.key()));
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
