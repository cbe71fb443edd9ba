package io.stocktake.aws.content;

import io.stocktake.aws.errors.S3Errors;
import io.stocktake.aws.files.LengthCheckedStream;
import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.aws.store.S3Responses;
import io.stocktake.executor.restore.content.ByteRange;
import io.stocktake.executor.restore.content.ObjectBody;
import io.stocktake.executor.restore.content.ObjectDescription;
import io.stocktake.executor.restore.content.ObjectReader;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.content.CustomerKeyRequiredException;
import io.stocktake.manifests.content.ObjectInspector;
import io.stocktake.manifests.content.PartBoundaries;
import io.stocktake.manifests.content.StoredContent;
import io.stocktake.manifests.restore.RestoreRow;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
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
  private final KeyTrials keys;
  private final S3Errors errors;
  private final S3Responses responses;

  /**
   * A reader.
   *
   * @param inspector asked for the parts of objects
   * @param keys customer keys, tried on objects that do not open without one
   */
  public S3ObjectReader(
      S3AsyncClient client,
      String bucket,
      ObjectInspector inspector,
      List<CustomerKey> keys,
      S3Errors errors,
      S3Responses responses) {
    this.client = client;
    this.bucket = bucket;
    this.inspector = inspector;
    this.keys = new KeyTrials(keys, errors);
    this.errors = errors;
    this.responses = responses;
  }

  @Override
  public ObjectBody open(RestoreRow.Source source, Optional<ByteRange> range)
      throws StoreException {
    ResponseInputStream<GetObjectResponse> body =
        opened(
            AwsRequestOverrideConfiguration.builder().build(),
            with ->
                client.getObject(
                    b ->
                        b.bucket(bucket)
                            .key(source.key().value())
                            .versionId(source.versionId().orElse(null))
                            .ifMatch(source.etag().quoted())
                            .range(range.map(ByteRange::header).orElse(null))
                            // Of a range there is no checksum, and some stores refuse to be asked.
                            .checksumMode(range.isEmpty() ? ChecksumMode.ENABLED : null)
                            .overrideConfiguration(with),
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
    return opened(
        responses.within(0),
        with ->
            client
                .headObject(
                    b ->
                        b.bucket(bucket)
                            .key(source.key().value())
                            .versionId(source.versionId().orElse(null))
                            .ifMatch(source.etag().quoted())
                            .checksumMode(ChecksumMode.ENABLED)
                            .overrideConfiguration(with))
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

  private <T> T opened(AwsRequestOverrideConfiguration base, KeyTrials.Request<T> request)
      throws StoreException {
    try {
      return keys.open(base, request);
    } catch (CustomerKeyRequiredException e) {
      throw new StoreException(
          Kind.DENIED, e.getMessage() + ": apply the plan again with the key that it is under", e);
    } catch (ExecutionException e) {
      throw errors.classify(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Kind.FAILED, "interrupted while waiting for an answer", e);
    }
  }
}
