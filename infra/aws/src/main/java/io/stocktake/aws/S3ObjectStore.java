package io.stocktake.aws;

import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.Written;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.Guard;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** One bucket through the AWS SDK. */
public final class S3ObjectStore implements ObjectStore {
  /** A line slower than this ends an attempt; SDK and store retry or resume it. */
  private static final long SLOWEST_BYTES_PER_SECOND = 64 * 1024;

  private final S3AsyncClient client;
  private final String bucket;
  private final S3Errors errors;
  private final Duration patience;

  S3ObjectStore(S3AsyncClient client, String bucket, S3Errors errors, Duration patience) {
    this.client = client;
    this.bucket = bucket;
    this.errors = errors;
    this.patience = patience;
  }

  @Override
  public CompletableFuture<Written> put(ObjectKey key, ByteBuffer body, byte[] md5, Guard guard) {
    return answer(
        client.putObject(
            b ->
                b.bucket(bucket)
                    .key(key.value())
                    .contentLength((long) body.remaining())
                    .contentMD5(base64(md5))
                    .ifNoneMatch(ifNoneMatch(guard))
                    .ifMatch(ifMatch(guard))
                    .overrideConfiguration(within(body.remaining())),
            AsyncRequestBody.fromRemainingByteBufferUnsafe(body)),
        a -> written(a.eTag(), a.versionId(), a.serverSideEncryption(), a.sseCustomerAlgorithm()));
  }

  @Override
  public CompletableFuture<String> begin(ObjectKey key) {
    return answer(
        client.createMultipartUpload(
            b -> b.bucket(bucket).key(key.value()).overrideConfiguration(within(0))),
        a -> present(a.uploadId(), "upload id"));
  }

  @Override
  public CompletableFuture<Written> part(
      ObjectKey key, String uploadId, int number, ByteBuffer body, byte[] md5) {
    return answer(
        client.uploadPart(
            b ->
                b.bucket(bucket)
                    .key(key.value())
                    .uploadId(uploadId)
                    .partNumber(number)
                    .contentLength((long) body.remaining())
                    .contentMD5(base64(md5))
                    .overrideConfiguration(within(body.remaining())),
            AsyncRequestBody.fromRemainingByteBufferUnsafe(body)),
        a -> written(a.eTag(), null, a.serverSideEncryption(), a.sseCustomerAlgorithm()));
  }

  @Override
  public CompletableFuture<Written> complete(
      ObjectKey key, String uploadId, List<ETag> parts, Guard guard) {
    List<CompletedPart> listed = new ArrayList<>(parts.size());
    for (ETag part : parts) {
      int number = listed.size() + 1;
      listed.add(CompletedPart.builder().partNumber(number).eTag(part.quoted()).build());
    }
    return answer(
        client.completeMultipartUpload(
            b ->
                b.bucket(bucket)
                    .key(key.value())
                    .uploadId(uploadId)
                    .multipartUpload(m -> m.parts(listed))
                    .ifNoneMatch(ifNoneMatch(guard))
                    .ifMatch(ifMatch(guard))
                    .overrideConfiguration(within(0))),
        a -> written(a.eTag(), a.versionId(), a.serverSideEncryption(), null));
  }

  @Override
  public CompletableFuture<Void> abort(ObjectKey key, String uploadId) {
    return client
        .abortMultipartUpload(
            b ->
                b.bucket(bucket)
                    .key(key.value())
                    .uploadId(uploadId)
                    .overrideConfiguration(within(0)))
        .<Void>thenApply(done -> null)
        .exceptionallyCompose(
            failure ->
                S3Errors.isNotFound(failure)
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(errors.classify(failure)));
  }

  @Override
  public CompletableFuture<Optional<StoredObject>> head(ObjectKey key) {
    return client
        .headObject(b -> b.bucket(bucket).key(key.value()).overrideConfiguration(within(0)))
        .thenApply(answer -> Optional.of(stored(answer)))
        .exceptionallyCompose(
            failure ->
                S3Errors.isNotFound(failure)
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : CompletableFuture.failedFuture(errors.classify(failure)));
  }

  @Override
  public CompletableFuture<Boolean> delete(ObjectKey key, Guard guard) {
    return client
        .deleteObject(
            b ->
                b.bucket(bucket)
                    .key(key.value())
                    .ifMatch(ifMatch(guard))
                    .overrideConfiguration(within(0)))
        .thenApply(answer -> true)
        .exceptionallyCompose(
            failure ->
                S3Errors.isNotFound(failure)
                    ? CompletableFuture.completedFuture(false)
                    : CompletableFuture.failedFuture(errors.classify(failure)));
  }

  /** The session that gave this store closes the client. */
  @Override
  public void close() {}

  private <A, T> CompletableFuture<T> answer(CompletableFuture<A> request, Function<A, T> reader) {
    return request
        .thenApply(reader)
        .exceptionallyCompose(
            failure -> CompletableFuture.failedFuture(known(S3Errors.unwrapped(failure))));
  }

  private StoreException known(Throwable failure) {
    return failure instanceof Unreadable unreadable
        ? new StoreException(Kind.UNKNOWN, unreadable.getMessage(), unreadable)
        : errors.classify(failure);
  }

  /** An answer that says yes but not what is needed of it. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable(String missing) {
      super("the store's answer has no " + missing);
    }
  }

  private static Written written(
      String etag, String version, ServerSideEncryption encryption, String customerKey) {
    return new Written(
        ETag.parse(present(etag, "ETag")),
        Optional.ofNullable(version),
        opaque(encryption, customerKey));
  }

  private static StoredObject stored(HeadObjectResponse answer) {
    return new StoredObject(
        ETag.parse(present(answer.eTag(), "ETag")),
        answer.contentLength(),
        Optional.ofNullable(answer.versionId()),
        answer.lastModified(),
        opaque(answer.serverSideEncryption(), answer.sseCustomerAlgorithm()));
  }

  private static boolean opaque(ServerSideEncryption encryption, String customerKey) {
    boolean plain = encryption == null || encryption == ServerSideEncryption.AES256;
    return !plain || customerKey != null;
  }

  private static String present(String text, String name) {
    if (text == null || text.isEmpty()) {
      throw new Unreadable(name);
    }
    return text;
  }

  private static String ifNoneMatch(Guard guard) {
    return guard.state() == Guard.State.ABSENT ? "*" : null;
  }

  private static String ifMatch(Guard guard) {
    if (guard.state() == Guard.State.NONE) {
      throw new IllegalArgumentException("every write needs a guard");
    }
    return guard.etag().map(ETag::quoted).orElse(null);
  }

  private AwsRequestOverrideConfiguration within(long bytes) {
    Duration limit = patience.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
    return AwsRequestOverrideConfiguration.builder().apiCallAttemptTimeout(limit).build();
  }

  private static String base64(byte[] md5) {
    return Base64.getEncoder().encodeToString(md5);
  }
}
