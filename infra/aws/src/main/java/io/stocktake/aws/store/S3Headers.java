package io.stocktake.aws.store;

import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.manifests.rules.Properties;
import io.stocktake.manifests.rules.Property;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Sets properties as headers of each kind of request. The SDK's builders have the same setters but
 * no type in common.
 */
final class S3Headers {
  private static final String STANDARD = "STANDARD";
  private static final String PLAIN = "AES256";
  private static final String NO_HOLD = "OFF";

  /** What S3 copies from a source as a whole, or not at all. */
  private static final Set<Property> OF_CONTENT =
      EnumSet.of(
          Property.CONTENT_TYPE,
          Property.CACHE_CONTROL,
          Property.CONTENT_DISPOSITION,
          Property.CONTENT_ENCODING,
          Property.CONTENT_LANGUAGE);

  private S3Headers() {}

  /** All headers of an object that is sent whole. */
  static void put(PutObjectRequest.Builder b, ObjectHeaders headers) {
    Properties p = headers.properties();
    b.contentType(headers.contentType())
        .tagging(S3Responses.header(headers.tags()))
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
    begin(b, headers.properties());
    b.contentType(headers.contentType()).tagging(S3Responses.header(headers.tags()));
  }

  /** All headers but tags of an object that is sent, or copied, in parts. */
  static void begin(CreateMultipartUploadRequest.Builder b, Properties p) {
    b.contentType(value(p, Property.CONTENT_TYPE))
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

  /** All headers but tags of an object copied whole, independent of its source. */
  static void whole(CopyObjectRequest.Builder b, Properties p) {
    own(b, p);
    b.metadataDirective(MetadataDirective.REPLACE)
        .contentType(value(p, Property.CONTENT_TYPE))
        .cacheControl(value(p, Property.CACHE_CONTROL))
        .contentDisposition(value(p, Property.CONTENT_DISPOSITION))
        .contentEncoding(value(p, Property.CONTENT_ENCODING))
        .contentLanguage(value(p, Property.CONTENT_LANGUAGE))
        .metadata(p.metadata());
  }

  /** What an object copied whole shall have: what is asked for, and else what its source has. */
  static void over(CopyObjectRequest.Builder b, HeadObjectResponse source, Properties p) {
    whole(b, laidOver(source, p));
  }

  /** What an object copied onto itself shall have: what is asked for, and else what it has. */
  static void replace(CopyObjectRequest.Builder b, HeadObjectResponse now, Properties p) {
    over(b, now, kept(now, p));
    b.websiteRedirectLocation(now.websiteRedirectLocation())
        .bucketKeyEnabled(p.get(Property.SSE_C).isEmpty() ? now.bucketKeyEnabled() : null);
  }

  /** Whether anything of what belongs to the content, which S3 copies as a whole, is asked for. */
  static boolean changesContent(Properties p) {
    return !p.metadata().isEmpty() || OF_CONTENT.stream().anyMatch(of -> p.get(of).isPresent());
  }

  /** What belongs to the content of a source, but for what is asked for. */
  static Properties laidOver(HeadObjectResponse source, Properties p) {
    Map<Property, String> of = new EnumMap<>(Property.class);
    put(of, Property.CONTENT_TYPE, source.contentType());
    put(of, Property.CACHE_CONTROL, source.cacheControl());
    put(of, Property.CONTENT_DISPOSITION, source.contentDisposition());
    put(of, Property.CONTENT_ENCODING, source.contentEncoding());
    put(of, Property.CONTENT_LANGUAGE, source.contentLanguage());
    return new Properties(of, new TreeMap<>(source.metadata())).with(p);
  }

  private static void put(Map<Property, String> into, Property property, String value) {
    if (value != null) {
      into.put(property, value);
    }
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
   * Whether the object has all that is asked for, as far as HEAD tells: not its ACL. For one under
   * a customer key, the HEAD had that key.
   */
  static boolean has(HeadObjectResponse now, Properties p) {
    return is(p, Property.CONTENT_TYPE, now.contentType())
        && is(p, Property.CACHE_CONTROL, now.cacheControl())
        && is(p, Property.CONTENT_DISPOSITION, now.contentDisposition())
        && isEncoding(p, now.contentEncoding())
        && is(p, Property.CONTENT_LANGUAGE, now.contentLanguage())
        && is(p, Property.STORAGE_CLASS, or(now.storageClassAsString(), STANDARD))
        && is(p, Property.ENCRYPTION, or(now.serverSideEncryptionAsString(), PLAIN))
        && isKey(p, now.ssekmsKeyId())
        && p.get(Property.SSE_C).isPresent() == (now.sseCustomerAlgorithm() != null)
        && is(p, Property.LOCK_MODE, now.objectLockModeAsString())
        && is(p, Property.LEGAL_HOLD, or(now.objectLockLegalHoldStatusAsString(), NO_HOLD))
        && isRetained(p, now.objectLockRetainUntilDate())
        && p.get(Property.ACL).isEmpty()
        && now.metadata().entrySet().containsAll(p.metadata().entrySet());
  }

  private static boolean is(Properties p, Property property, String now) {
    return p.get(property).filter(wanted -> !wanted.equals(now)).isEmpty();
  }

  /** Codings are a list; blanks and case in it mean nothing. Source: RFC 9110, section 8.4. */
  private static boolean isEncoding(Properties p, String now) {
    return p.get(Property.CONTENT_ENCODING)
        .filter(wanted -> now == null || !codings(wanted).equals(codings(now)))
        .isEmpty();
  }

  private static List<String> codings(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
        .filter(coding -> !coding.isEmpty())
        .toList();
  }

  /**
   * S3 answers with the ARN of the key, for a key named in any form. Which key an alias stands for
   * only KMS knows, so any key counts as the one.
   */
  private static boolean isKey(Properties p, String now) {
    return p.get(Property.KMS_KEY)
        .filter(wanted -> now == null || !isSameKey(wanted, now))
        .isEmpty();
  }

  private static boolean isSameKey(String wanted, String now) {
    String name = wanted.substring(wanted.lastIndexOf(':') + 1);
    return name.startsWith("alias/") || now.equals(wanted) || now.endsWith(":key/" + wanted);
  }

  /**
   * A retention that somebody made longer is not cut short by a copy with a shorter one. Stores may
   * keep less than the nanoseconds that a rule can have.
   */
  private static boolean isRetained(Properties p, Instant now) {
    Instant wanted = until(p);
    return wanted == null || (now != null && !now.isBefore(wanted.truncatedTo(ChronoUnit.SECONDS)));
  }

  private static String or(String text, String otherwise) {
    return text == null ? otherwise : text;
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
