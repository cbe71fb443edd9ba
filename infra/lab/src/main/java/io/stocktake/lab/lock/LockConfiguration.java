package io.stocktake.lab.lock;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.ingest.Documents;
import io.stocktake.lab.model.Versioning;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Object Lock of buckets. Once a bucket has it, it keeps it, and its versioning stays enabled. */
public final class LockConfiguration {
  private static final String NAME = "object-lock";
  private static final String ROOT = "ObjectLockConfiguration";

  private final Store store;

  /** Object Lock of the buckets of a store. */
  public LockConfiguration(Store store) {
    this.store = store;
  }

  /** GetObjectLockConfiguration. */
  public Response get(Request request) {
    Bucket bucket = store.bucket(request.bucket());
    if (!isOn(bucket)) {
      throw new S3Exception(S3Error.NO_OBJECT_LOCK);
    }
    return Response.ok(document(defaultOf(bucket)));
  }

  private static XmlText document(Optional<DefaultRetention> retention) {
    XmlText xml = XmlText.s3(ROOT).element("ObjectLockEnabled", "Enabled");
    retention.ifPresent(r -> r.show(xml));
    return xml.close(ROOT);
  }

  /** PutObjectLockConfiguration: replaces the default retention, or removes it. */
  public Response put(Request request) throws IOException {
    Bucket bucket = store.bucket(request.bucket());
    byte[] bytes = Documents.readDigested(request);
    XmlNode document = XmlNode.parse(bytes, ROOT);
    if (!document.value("ObjectLockEnabled").orElse("").equals("Enabled")) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    retention(document);
    if (bucket.versioning() != Versioning.ENABLED) {
      throw new S3Exception(S3Error.INVALID_BUCKET_STATE);
    }
    bucket.configure(NAME, bytes);
    return Response.of(200);
  }

  private static Optional<DefaultRetention> retention(XmlNode document) {
    return document.find("Rule").map(rule -> DefaultRetention.of(rule.need("DefaultRetention")));
  }

  /** Gives a new bucket Object Lock, and with it versioning. */
  public static void enable(Bucket bucket) throws IOException {
    bucket.versioning(Versioning.ENABLED);
    String document = document(Optional.empty()).toString();
    bucket.configure(NAME, document.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Refuses to suspend the versioning of a bucket that has Object Lock.
   *
   * @throws S3Exception InvalidBucketState
   */
  public static void requireMaySuspend(Bucket bucket) {
    if (isOn(bucket)) {
      throw new S3Exception(
          S3Error.INVALID_BUCKET_STATE,
          "An Object Lock configuration is present on this bucket, so the versioning state cannot"
              + " be changed.");
    }
  }

  /**
   * Refuses locks in a bucket that has none.
   *
   * @throws S3Exception InvalidRequest
   */
  public static void require(Bucket bucket) {
    if (!isOn(bucket)) {
      throw new S3Exception(S3Error.INVALID_REQUEST, "Bucket is missing Object Lock Configuration");
    }
  }

  private static boolean isOn(Bucket bucket) {
    return bucket.configuration(NAME).isPresent();
  }

  static Optional<DefaultRetention> defaultOf(Bucket bucket) {
    return bucket.configuration(NAME).flatMap(document -> retention(XmlNode.parse(document, ROOT)));
  }
}
