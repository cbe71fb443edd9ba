package io.stocktake.lab.buckets;

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

/** Object Lock of buckets, without a default retention. */
public final class ObjectLockConfiguration {
  private static final String NAME = "object-lock";

  private final Store store;

  /** Object Lock of the buckets of a store. */
  public ObjectLockConfiguration(Store store) {
    this.store = store;
  }

  /** GetObjectLockConfiguration. */
  public Response get(Request request) {
    if (store.bucket(request.bucket()).configuration(NAME).isEmpty()) {
      throw new S3Exception(S3Error.NO_OBJECT_LOCK);
    }
    return Response.ok(
        XmlText.s3("ObjectLockConfiguration")
            .element("ObjectLockEnabled", "Enabled")
            .close("ObjectLockConfiguration"));
  }

  /** PutObjectLockConfiguration. It cannot be taken back. */
  public Response put(Request request) throws IOException {
    Bucket bucket = store.bucket(request.bucket());
    byte[] bytes = Documents.readDigested(request);
    XmlNode document = XmlNode.parse(bytes, "ObjectLockConfiguration");
    if (!document.value("ObjectLockEnabled").orElse("").equals("Enabled")) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    if (document.find("Rule").isPresent()) {
      throw S3Exception.notImplemented("a default retention");
    }
    if (bucket.versioning() != Versioning.ENABLED) {
      throw new S3Exception(S3Error.INVALID_BUCKET_STATE);
    }
    bucket.configure(NAME, bytes);
    return Response.of(200);
  }

  /**
   * Refuses locks in a bucket that has none.
   *
   * @throws S3Exception InvalidRequest
   */
  public static void require(Bucket bucket) {
    if (bucket.configuration(NAME).isEmpty()) {
      throw new S3Exception(S3Error.INVALID_REQUEST, "Bucket is missing Object Lock Configuration");
    }
  }
}
