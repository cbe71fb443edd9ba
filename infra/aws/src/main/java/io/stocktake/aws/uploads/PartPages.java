package io.stocktake.aws.uploads;

import io.stocktake.manifests.ObjectKey;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;

/** The parts of one multipart upload (ListParts), page by page, a thousand at most in each. */
public final class PartPages {
  private final S3AsyncClient client;
  private final String bucket;
  private final AwsRequestOverrideConfiguration limits;

  /** The parts of a bucket's uploads, each request within these limits. */
  public PartPages(S3AsyncClient client, String bucket, AwsRequestOverrideConfiguration limits) {
    this.client = client;
    this.bucket = bucket;
    this.limits = limits;
  }

  /** Tells all parts, in order; fails as the SDK does. */
  public CompletableFuture<Void> tell(ObjectKey key, String uploadId, Consumer<Part> sink) {
    return after(0, key, uploadId, sink);
  }

  private CompletableFuture<Void> after(
      int number, ObjectKey key, String uploadId, Consumer<Part> sink) {
    return client
        .listParts(
            b ->
                b.bucket(bucket)
                    .key(key.value())
                    .uploadId(uploadId)
                    .partNumberMarker(number == 0 ? null : number)
                    .overrideConfiguration(limits))
        .thenCompose(page -> next(page, key, uploadId, sink));
  }

  private CompletableFuture<Void> next(
      ListPartsResponse page, ObjectKey key, String uploadId, Consumer<Part> sink) {
    page.parts().forEach(sink);
    boolean more = Boolean.TRUE.equals(page.isTruncated()) && page.hasParts();
    return more
        ? after(page.parts().get(page.parts().size() - 1).partNumber(), key, uploadId, sink)
        : CompletableFuture.completedFuture(null);
  }
}
