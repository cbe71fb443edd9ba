package io.stocktake.aws.content;

import io.stocktake.aws.errors.S3Errors;
import io.stocktake.aws.files.LengthCheckedStream;
import io.stocktake.aws.store.S3Responses;
import io.stocktake.executor.restore.content.ByteRange;
import io.stocktake.executor.restore.content.ObjectBody;
import io.stocktake.executor.restore.content.ObjectDescription;
import io.stocktake.executor.restore.content.ObjectReader;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.content.ObjectInspector;
import io.stocktake.manifests.content.PartBoundaries;
import io.stocktake.manifests.content.StoredContent;
import io.stocktake.manifests.restore.RestoreRow;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads objects of one bucket: GET and HEAD with {@code If-Match} and, where known, a version. */
public final class S3ObjectReader implements ObjectReader {
  private final S3AsyncClient client;
  private final String bucket;
  private final ObjectInspector inspector;
  private final S3Errors errors;
  private final S3Responses responses;

  /**
   * A reader.
   *
   * @param inspector asked for the parts of objects
   */
  public S3ObjectReader(
      S3AsyncClient client,
      String bucket,
      ObjectInspector inspector,
      S3Errors errors,
      S3Responses responses) {
    this.client = client;
    this.bucket = bucket;
    this.inspector = inspector;
    this.errors = errors;
    this.responses = responses;
  }

  @Override
  public ObjectBody open(RestoreRow.Source source, Optional<ByteRange> range)
      throws StoreException {
    ResponseInputStream<GetObjectResponse> body =
        await(
            client.getObject(
                b ->
                    b.bucket(bucket)
                        .key(source.key().value())
                        .versionId(source.versionId().orElse(null))
                        .ifMatch(source.etag().quoted())
                        .range(range.map(ByteRange::header).orElse(null))
                        // Of a range there is no checksum, and some stores refuse to be asked.
                        .checksumMode(range.isEmpty() ? ChecksumMode.ENABLED : null),
                AsyncResponseTransformer.<GetObjectResponse>toBlockingInputStream()));
    try {
      requireRange(body.response(), range);
      return new ObjectBody(
          ObjectResponses.description(required(body.response())),
          new LengthCheckedStream(body, source.key().value()));
    } catch (RuntimeException e) {
      body.abort();
      throw errors.classify(e);
    } catch (StoreException e) {
      body.abort();
      throw e;
    }
  }

  /** A store that does not know ranges sends all. */
  private static void requireRange(GetObjectResponse answer, Optional<ByteRange> range)
      throws StoreException {
    boolean other =
        range
            .filter(
                asked ->
                    answer.contentRange() == null
                        || !answer
                            .contentRange()
                            .startsWith("bytes " + asked.from() + "-" + (asked.to() - 1) + "/"))
            .isPresent();
    if (other) {
      throw new StoreException(
          Kind.DENIED, "the store answered with other bytes than the range asked for");
    }
  }

  private static GetObjectResponse required(GetObjectResponse answer) throws StoreException {
    if (answer.eTag() == null || answer.contentLength() == null) {
      throw new StoreException(Kind.DENIED, "the answer has no ETag or no length");
    }
    return answer;
  }

  @Override
  public ObjectDescription head(RestoreRow.Source source) throws StoreException {
    return await(
        client
            .headObject(
                b ->
                    b.bucket(bucket)
                        .key(source.key().value())
                        .versionId(source.versionId().orElse(null))
                        .ifMatch(source.etag().quoted())
                        .checksumMode(ChecksumMode.ENABLED)
                        .overrideConfiguration(responses.within(0)))
            .thenApply(ObjectResponses::description));
  }

  @Override
  public Optional<PartBoundaries> parts(RestoreRow.Source source, StoredContent seen)
      throws StoreException {
    try {
      return inspector.parts(source.key(), seen);
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreException(Kind.FAILED, e.getMessage(), e);
    }
  }

  private <T> T await(CompletableFuture<T> future) throws StoreException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw errors.classify(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Kind.FAILED, "interrupted while waiting for an answer", e);
    }
  }
}
