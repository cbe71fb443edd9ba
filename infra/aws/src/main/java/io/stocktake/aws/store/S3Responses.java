package io.stocktake.aws.store;

import io.stocktake.aws.errors.S3Errors;
import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.TagSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;

/** Converts responses about one bucket's objects into the executor's types. */
public final class S3Responses {
  /** A connection slower than this ends an attempt, which the SDK or the next run repeats. */
  private static final long SLOWEST_BYTES_PER_SECOND = RequestThrottle.LEAST_BYTES_PER_SECOND / 2;

  private final S3Errors errors;
  private final Duration patience;

  public S3Responses(S3Errors errors, Duration patience) {
    this.errors = errors;
    this.patience = patience;
  }

  /** The timeout of an attempt that transfers so many bytes. */
  public AwsRequestOverrideConfiguration within(long bytes) {
    Duration limit = patience.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
    return AwsRequestOverrideConfiguration.builder().apiCallAttemptTimeout(limit).build();
  }

  /** As {@link #within(long)}, with more headers than the SDK's models give. */
  public AwsRequestOverrideConfiguration within(long bytes, Map<String, String> headers) {
    AwsRequestOverrideConfiguration.Builder limits = within(bytes).toBuilder();
    headers.forEach(limits::putHeader);
    return limits.build();
  }

  <A, T> CompletableFuture<T> read(CompletableFuture<A> request, Function<A, T> reader) {
    return request
        .thenApply(reader)
        .exceptionallyCompose(
            failure -> CompletableFuture.failedFuture(known(S3Errors.unwrapped(failure))));
  }

  /** As {@link #read}, for a write that is perhaps under a customer's key. */
  <A, T> CompletableFuture<T> readWrite(
      Optional<CustomerKey> own, CompletableFuture<A> request, Function<A, T> reader) {
    CompletableFuture<T> answer = read(request, reader);
    return own.isEmpty()
        ? answer
        : answer.exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(S3Errors.underKey(S3Errors.unwrapped(failure))));
  }

  /** As {@link #read}, where the answer that there is nothing is an answer too. */
  <A, T> CompletableFuture<T> readOr(
      T nothing, CompletableFuture<A> request, Function<A, T> reader) {
    return request
        .thenApply(reader)
        .exceptionallyCompose(
            failure ->
                S3Errors.isNotFound(failure)
                    ? CompletableFuture.completedFuture(nothing)
                    : CompletableFuture.failedFuture(known(S3Errors.unwrapped(failure))));
  }

  /** As {@link #readOr}, unless an attempt before the last may be why there is nothing. */
  <A, T> CompletableFuture<T> readOrUnsure(
      T nothing, CompletableFuture<A> request, Function<A, T> reader) {
    return request
        .thenApply(reader)
        .exceptionallyCompose(
            failure ->
                S3Errors.isNotFound(failure) && !S3Errors.mayHaveActed(S3Errors.unwrapped(failure))
                    ? CompletableFuture.completedFuture(nothing)
                    : CompletableFuture.failedFuture(known(S3Errors.unwrapped(failure))));
  }

  /**
   * Sends a request that reads an object with the key that the object should be under, and where
   * the store refuses that, without: the store itself tells which is right.
   *
   * @param request sends it with a key or without
   */
  <A> CompletableFuture<A> opening(
      Optional<CustomerKey> key, Function<Optional<CustomerKey>, CompletableFuture<A>> request) {
    return key.isEmpty()
        ? request.apply(key)
        : request
            .apply(key)
            .exceptionallyCompose(
                refused ->
                    errors.isClosed(refused)
                        ? without(key.get(), request)
                        : CompletableFuture.failedFuture(refused));
  }

  private <A> CompletableFuture<A> without(
      CustomerKey key, Function<Optional<CustomerKey>, CompletableFuture<A>> request) {
    return request
        .apply(Optional.empty())
        .exceptionallyCompose(
            refused ->
                CompletableFuture.failedFuture(
                    errors.isClosed(refused) ? errors.closed(key.name(), refused) : refused));
  }

  /**
   * Fails if the store ignored the customer key it was given; it gets nothing more then.
   *
   * @param algorithm the store's word that it did; null if there is none
   */
  static void requireHeeded(Optional<CustomerKey> key, String algorithm) {
    if (key.isPresent() && algorithm == null) {
      throw new CompletionException(
          new StoreException(
              Kind.FATAL,
              "the store ignores the customer key "
                  + key.get().name()
                  + ", so what it is sent is not encrypted with it; remove what was written, and"
                  + " do not use sse-c there"));
    }
  }

  /** What became of one key of several that were to be deleted. */
  CompletableFuture<Boolean> notDeleted(S3Error error) {
    return "NoSuchKey".equals(error.code())
        ? CompletableFuture.completedFuture(false)
        : CompletableFuture.failedFuture(errors.ofKey(error.code(), error.message()));
  }

  /** What is known of a key that an answer should name and does not. */
  CompletableFuture<Boolean> unanswered() {
    return CompletableFuture.failedFuture(
        new StoreException(Kind.UNKNOWN, "the store's answer does not name the key"));
  }

  private StoreException known(Throwable failure) {
    if (failure instanceof StoreException already) {
      return already;
    }
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

  static WriteResult written(
      String etag, String version, ServerSideEncryption encryption, String customerKey) {
    return new WriteResult(
        ETag.parse(present(etag, "ETag")),
        Optional.ofNullable(version),
        opaque(encryption, customerKey));
  }

  /**
   * An object as it was found.
   *
   * @param key what it should be under
   */
  static StoredObject stored(HeadObjectResponse answer, Optional<CustomerKey> key) {
    return new StoredObject(
        ETag.parse(present(answer.eTag(), "ETag")),
        answer.contentLength(),
        Optional.ofNullable(answer.versionId()),
        answer.lastModified(),
        opaque(answer.serverSideEncryption(), answer.sseCustomerAlgorithm()),
        Optional.ofNullable(answer.checksumCRC64NVME())
            .filter(crc -> answer.checksumType() != ChecksumType.COMPOSITE),
        key.isPresent() && answer.sseCustomerAlgorithm() == null);
  }

  static List<Tag> tags(TagSet tags) {
    return tags.tags().entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  /** The tags as the header has them; none where there are none. */
  static String header(TagSet tags) {
    return tags.isEmpty() ? null : tags.toString();
  }

  static String present(String text, String name) {
    if (text == null || text.isEmpty()) {
      throw new Unreadable(name);
    }
    return text;
  }

  private static boolean opaque(ServerSideEncryption encryption, String customerKey) {
    boolean plain = encryption == null || encryption == ServerSideEncryption.AES256;
    return !plain || customerKey != null;
  }
}
