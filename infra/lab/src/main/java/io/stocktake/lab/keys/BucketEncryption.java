package io.stocktake.lab.keys;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.ingest.Documents;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import java.io.IOException;

/**
 * The default encryption of buckets. A bucket of the lab takes SSE-C until it is told not to, as
 * buckets do in accounts that used it before April 2026.
 */
public final class BucketEncryption {
  private static final String NAME = "encryption";

  private final Store store;

  /** Default encryption of the buckets of a store. */
  public BucketEncryption(Store store) {
    this.store = store;
  }

  /** GetBucketEncryption: every bucket has one, SSE-S3 unless another was put. */
  public Response get(Request request) {
    return Response.ok(of(store.bucket(request.bucket())).xml());
  }

  /** PutBucketEncryption. */
  public Response put(Request request) throws IOException {
    Bucket bucket = store.bucket(request.bucket());
    byte[] document = Documents.readDigested(request);
    KmsKeys.arn(DefaultEncryption.of(document).encryption().keyId(), store.region());
    bucket.configure(NAME, document);
    return Response.of(200);
  }

  /** DeleteBucketEncryption: back to SSE-S3. */
  public Response delete(Request request) throws IOException {
    store.bucket(request.bucket()).unconfigure(NAME);
    return Response.of(204);
  }

  static DefaultEncryption of(Bucket bucket) {
    return bucket.configuration(NAME).map(DefaultEncryption::of).orElse(DefaultEncryption.NONE);
  }
}
