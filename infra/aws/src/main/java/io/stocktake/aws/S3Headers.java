package io.stocktake.aws;

import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.manifests.rules.Properties;
import io.stocktake.manifests.rules.Property;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Properties as the headers of each kind of request. The SDK's builders have the same setters but
 * no type in common.
 */
final class S3Headers {
  private static final String STANDARD = "STANDARD";
  private static final String PLAIN = "AES256";

  private S3Headers() {}

  /** All headers of an object that is sent whole. */
  static void put(PutObjectRequest.Builder b, ObjectHeaders headers) {
    Properties p = headers.properties();
    b.contentType(headers.contentType())
        .tagging(S3Answers.header(headers.tags()))
        .cacheControl(value(p, Property.CACHE_CONTROL))
        .contentDisposition(value(p, Property.CONTENT_DISPOSITION))
        .contentEncoding(value(p, Property.CONTENT_ENCODING))
        .contentLanguage(value(p, Property.CONTENT_LANGUAGE))
        .metadata(p.metadata())
        .storageClass(value(p, Property.STORAGE_CLASS))
        .serverSideEncryption(value(p, Property.ENCRYPTION))
        .ssekmsKeyId(value(p, Property.KMS_KEY))
        .acl(value(p, Property.ACL))
        .objectLockMode(value(p, Property.LOCK_MODE))
        .objectLockRetainUntilDate(until(p))
        .objectLockLegalHoldStatus(value(p, Property.LEGAL_HOLD));
  }

  /** All headers of an object that is sent in parts. */
  static void begin(CreateMultipartUploadRequest.Builder b, ObjectHeaders headers) {
    Properties p = headers.properties();
    b.contentType(headers.contentType())
        .tagging(S3Answers.header(headers.tags()))
        .cacheControl(value(p, Property.CACHE_CONTROL))
        .contentDisposition(value(p, Property.CONTENT_DISPOSITION))
        .contentEncoding(value(p, Property.CONTENT_ENCODING))
        .contentLanguage(value(p, Property.CONTENT_LANGUAGE))
        .metadata(p.metadata());
    own(b, p);
  }

  /** What an object copied in parts gets of its own. */
  static void own(CreateMultipartUploadRequest.Builder b, Properties p) {
    b.storageClass(value(p, Property.STORAGE_CLASS))
        .serverSideEncryption(value(p, Property.ENCRYPTION))
        .ssekmsKeyId(value(p, Property.KMS_KEY))
        .acl(value(p, Property.ACL))
        .objectLockMode(value(p, Property.LOCK_MODE))
        .objectLockRetainUntilDate(until(p))
        .objectLockLegalHoldStatus(value(p, Property.LEGAL_HOLD));
  }

  /** What an object copied whole gets of its own. */
  static void own(CopyObjectRequest.Builder b, Properties p) {
    b.storageClass(value(p, Property.STORAGE_CLASS))
        .serverSideEncryption(value(p, Property.ENCRYPTION))
        .ssekmsKeyId(value(p, Property.KMS_KEY))
        .acl(value(p, Property.ACL))
        .objectLockMode(value(p, Property.LOCK_MODE))
        .objectLockRetainUntilDate(until(p))
        .objectLockLegalHoldStatus(value(p, Property.LEGAL_HOLD));
  }

  /** What an object copied onto itself shall have: what is asked for, and else what it has. */
  static void replace(CopyObjectRequest.Builder b, HeadObjectResponse now, Properties p) {
    own(b, kept(now, p));
    b.contentType(either(p, Property.CONTENT_TYPE, now.contentType()))
        .cacheControl(either(p, Property.CACHE_CONTROL, now.cacheControl()))
        .contentDisposition(either(p, Property.CONTENT_DISPOSITION, now.contentDisposition()))
        .contentEncoding(either(p, Property.CONTENT_ENCODING, now.contentEncoding()))
        .contentLanguage(either(p, Property.CONTENT_LANGUAGE, now.contentLanguage()))
        .websiteRedirectLocation(now.websiteRedirectLocation())
        .bucketKeyEnabled(p.get(Property.SSE_C).isEmpty() ? now.bucketKeyEnabled() : null)
        .metadata(metadata(now, p));
  }

  /**
   * A copy is in the standard class, under the bucket's own encryption, and not locked, unless it
   * is said.
   */
  private static Properties kept(HeadObjectResponse now, Properties p) {
    Map<Property, String> kept = new TreeMap<>();
    if (now.storageClassAsString() != null) {
      kept.put(Property.STORAGE_CLASS, now.storageClassAsString());
    }
    if (now.serverSideEncryptionAsString() != null && p.get(Property.SSE_C).isEmpty()) {
      kept.put(Property.ENCRYPTION, now.serverSideEncryptionAsString());
    }
    if (kept.containsKey(Property.ENCRYPTION)
        && now.ssekmsKeyId() != null
        && p.get(Property.ENCRYPTION).isEmpty()) {
      kept.put(Property.KMS_KEY, now.ssekmsKeyId());
    }
    Instant until = now.objectLockRetainUntilDate();
    if (now.objectLockModeAsString() != null && until != null && until.isAfter(Instant.now())) {
      kept.put(Property.LOCK_MODE, now.objectLockModeAsString());
      kept.put(Property.LOCK_UNTIL, until.toString());
    }
    if (now.objectLockLegalHoldStatusAsString() != null) {
      kept.put(Property.LEGAL_HOLD, now.objectLockLegalHoldStatusAsString());
    }
    return new Properties(kept, new TreeMap<>()).with(p);
  }

  /**
   * Whether the object has all that is asked for, as far as a look at it tells: not its ACL. One
   * under a customer's key was looked at with that key.
   */
  static boolean has(HeadObjectResponse now, Properties p) {
    return is(p, Property.CONTENT_TYPE, now.contentType())
        && is(p, Property.CACHE_CONTROL, now.cacheControl())
        && is(p, Property.CONTENT_DISPOSITION, now.contentDisposition())
        && is(p, Property.CONTENT_ENCODING, now.contentEncoding())
        && is(p, Property.CONTENT_LANGUAGE, now.contentLanguage())
        && is(p, Property.STORAGE_CLASS, or(now.storageClassAsString(), STANDARD))
        && is(p, Property.ENCRYPTION, or(now.serverSideEncryptionAsString(), PLAIN))
        && is(p, Property.KMS_KEY, now.ssekmsKeyId())
        && p.get(Property.SSE_C).isPresent() == (now.sseCustomerAlgorithm() != null)
        && is(p, Property.LOCK_MODE, now.objectLockModeAsString())
        && is(p, Property.LEGAL_HOLD, now.objectLockLegalHoldStatusAsString())
        && p.get(Property.LOCK_UNTIL)
            .map(text -> OffsetDateTime.parse(text).toInstant())
            .filter(until -> !until.equals(now.objectLockRetainUntilDate()))
            .isEmpty()
        && p.get(Property.ACL).isEmpty()
        && now.metadata().entrySet().containsAll(p.metadata().entrySet());
  }

  private static boolean is(Properties p, Property property, String now) {
    return p.get(property).filter(wanted -> !wanted.equals(now)).isEmpty();
  }

  private static String or(String text, String otherwise) {
    return text == null ? otherwise : text;
  }

  private static Map<String, String> metadata(HeadObjectResponse now, Properties p) {
    Map<String, String> all = new TreeMap<>(now.metadata());
    all.putAll(p.metadata());
    return all;
  }

  private static String either(Properties p, Property property, String now) {
    return p.get(property).orElse(now);
  }

  private static String value(Properties p, Property property) {
    return p.get(property).orElse(null);
  }

  private static Instant until(Properties p) {
    return p.get(Property.LOCK_UNTIL)
        .map(text -> OffsetDateTime.parse(text).toInstant())
        .orElse(null);
  }
}
