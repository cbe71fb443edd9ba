package io.stocktake.aws.store;

import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.Properties;
import io.stocktake.manifests.rules.Property;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.TaggingDirective;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * CopyObject and UploadPartCopy into one bucket through the AWS SDK, which URL-encodes the source's
 * key. Each request insists on the source's ETag, so that all of them copy one object.
 */
final class S3Copying {
  /** S3 answers a copy when it is made: the larger, the later. */
  private static final Duration PER_GIB = Duration.ofMinutes(2);

  private final S3AsyncClient client;
  private final String bucket;
  private final CustomerKeys keys;
  private final S3Responses responses;
  private final S3Tagging tagging;

  S3Copying(
      S3AsyncClient client,
      String bucket,
      CustomerKeys keys,
      S3Responses responses,
      S3Tagging tagging) {
    this.client = client;
    this.bucket = bucket;
    this.keys = keys;
    this.responses = responses;
    this.tagging = tagging;
  }

  /** The source may be marked to expire, which its copy must not be: so its tags are read. */
  CompletableFuture<WriteResult> copy(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags, Guard guard) {
    return directives(source, headers)
        .thenCompose(
            directives ->
                merged(source, tags)
                    .thenCompose(
                        all -> write(key, source, headers.properties(), directives, all, guard)));
  }

  /**
   * How a copy says what it is given. S3 keeps all that belongs to the content or nothing of it, so
   * a HEAD of the source is needed where a rule changes a part.
   */
  private CompletableFuture<Consumer<CopyObjectRequest.Builder>> directives(
      CopySource source, CopyHeaders headers) {
    Properties properties = headers.properties();
    if (headers.whole()) {
      return CompletableFuture.completedFuture(b -> S3Headers.whole(b, properties));
    }
    if (!S3Headers.changesContent(properties)) {
      return CompletableFuture.completedFuture(b -> S3Headers.own(b, properties));
    }
    return responses
        .read(headRequest(source, source.etag()), head -> head)
        .thenApply(head -> b -> S3Headers.over(b, head, properties));
  }

  private CompletableFuture<WriteResult> write(
      ObjectKey key,
      CopySource source,
      Properties properties,
      Consumer<CopyObjectRequest.Builder> directives,
      Optional<TagSet> tags,
      Guard guard) {
    Optional<CustomerKey> own = keys.of(properties);
    return responses.readWrite(
        own,
        responses.opening(
            keyOf(source), from -> copyRequest(key, source, directives, tags, guard, own, from)),
        a -> written(own, a));
  }

  private CompletableFuture<CopyObjectResponse> copyRequest(
      ObjectKey key,
      CopySource source,
      Consumer<CopyObjectRequest.Builder> directives,
      Optional<TagSet> tags,
      Guard guard,
      Optional<CustomerKey> own,
      Optional<CustomerKey> from) {
    return client.copyObject(
        b ->
            b.sourceBucket(source.bucket())
                .sourceKey(source.key().value())
                .sourceVersionId(source.versionId().orElse(null))
                .copySourceIfMatch(source.etag().quoted())
                .destinationBucket(bucket)
                .destinationKey(key.value())
                .metadataDirective(MetadataDirective.COPY)
                .applyMutation(directives)
                .applyMutation(r -> tag(r, tags))
                .ifNoneMatch(S3ObjectStore.ifNoneMatch(guard))
                .ifMatch(S3ObjectStore.ifMatch(guard))
                .overrideConfiguration(patiently(own, from)));
  }

  private static WriteResult written(Optional<CustomerKey> own, CopyObjectResponse answer) {
    S3Responses.requireHeeded(own, answer.sseCustomerAlgorithm());
    return S3Responses.written(
        answer.copyObjectResult().eTag(),
        answer.versionId(),
        answer.serverSideEncryption(),
        answer.sseCustomerAlgorithm());
  }

  CompletableFuture<String> begin(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags) {
    return responses
        .read(headRequest(source, source.etag()), head -> head)
        .thenCompose(
            head -> merged(source, tags).thenCompose(all -> begin(key, head, headers, all)));
  }

  /** Gives what a copy in one request would have. */
  private CompletableFuture<String> begin(
      ObjectKey key, HeadObjectResponse head, CopyHeaders headers, Optional<TagSet> tags) {
    Properties given =
        headers.whole() ? headers.properties() : S3Headers.laidOver(head, headers.properties());
    Optional<CustomerKey> own = keys.of(given);
    return responses.readWrite(
        own,
        client.createMultipartUpload(
            b ->
                b.bucket(bucket)
                    .key(key.value())
                    .applyMutation(r -> S3Headers.begin(r, given))
                    .tagging(S3Responses.header(tags.orElse(TagSet.EMPTY)))
                    .overrideConfiguration(
                        responses.within(0, own.map(CustomerKey::headers).orElse(Map.of())))),
        a -> {
          S3Responses.requireHeeded(own, a.sseCustomerAlgorithm());
          return S3Responses.present(a.uploadId(), "upload id");
        });
  }

  /** Writes an object over itself with other properties, unless it has them. */
  CompletableFuture<Optional<WriteResult>> ontoItself(
      ObjectKey key, Properties properties, TagSet tags, Guard guard) {
    CopySource self = new CopySource(bucket, key, guard.etag().orElseThrow(), Optional.empty());
    return responses
        .read(headRequest(self, self.etag()), head -> head)
        .thenCompose(
            now -> {
              if (!ETag.parse(now.eTag()).equals(self.etag())) {
                // A store that ignores conditions answers nevertheless.
                return CompletableFuture.failedFuture(
                    new StoreException(Kind.REFUSED, "the object is another one"));
              }
              return S3Headers.has(now, properties) && tags.isEmpty()
                  ? CompletableFuture.completedFuture(Optional.empty())
                  : seen(self, now, properties)
                      .thenCompose(shown -> merged(self, tags))
                      .thenCompose(all -> replace(self, now, properties, all))
                      .thenApply(Optional::of);
            });
  }

  /**
   * Insists that a lock that is to be given is not only left out of the answer, as S3 does where
   * the right to read locks is missing: it would be given anew, in another version, at each run.
   */
  private CompletableFuture<Void> seen(CopySource self, HeadObjectResponse now, Properties wanted) {
    String key = self.key().value();
    CompletableFuture<Void> retention =
        wanted.get(Property.LOCK_MODE).isEmpty() || now.objectLockMode() != null
            ? CompletableFuture.completedFuture(null)
            : responses.readOr(
                null,
                client.getObjectRetention(
                    b -> b.bucket(bucket).key(key).overrideConfiguration(responses.within(0))),
                answer -> null);
    return wanted.get(Property.LEGAL_HOLD).isEmpty() || now.objectLockLegalHoldStatus() != null
        ? retention
        : retention.thenCompose(
            done ->
                responses.readOr(
                    null,
                    client.getObjectLegalHold(
                        b -> b.bucket(bucket).key(key).overrideConfiguration(responses.within(0))),
                    answer -> null));
  }

  private CompletableFuture<WriteResult> replace(
      CopySource self, HeadObjectResponse now, Properties properties, Optional<TagSet> tags) {
    Optional<CustomerKey> own = keys.of(properties);
    Optional<CustomerKey> from = keyOf(self).filter(key -> now.sseCustomerAlgorithm() != null);
    return responses.readWrite(
        own,
        client.copyObject(
            b ->
                b.sourceBucket(bucket)
                    .sourceKey(self.key().value())
                    .copySourceIfMatch(self.etag().quoted())
                    .destinationBucket(bucket)
                    .destinationKey(self.key().value())
                    .metadataDirective(MetadataDirective.REPLACE)
                    .applyMutation(r -> S3Headers.replace(r, now, properties))
                    .applyMutation(r -> tag(r, tags))
                    .ifMatch(self.etag().quoted())
                    .overrideConfiguration(patiently(own, from))),
        a -> written(own, a));
  }

  CompletableFuture<WriteResult> part(
      ObjectKey key, String uploadId, int number, CopySource source, long offset, long length) {
    return responses.read(
        responses.opening(
            keyOf(source),
            from -> partRequest(key, uploadId, number, source, offset, length, from)),
        a ->
            S3Responses.written(
                a.copyPartResult().eTag(),
                null,
                a.serverSideEncryption(),
                a.sseCustomerAlgorithm()));
  }

  private CompletableFuture<UploadPartCopyResponse> partRequest(
      ObjectKey key,
      String uploadId,
      int number,
      CopySource source,
      long offset,
      long length,
      Optional<CustomerKey> from) {
    return client.uploadPartCopy(
        b ->
            b.sourceBucket(source.bucket())
                .sourceKey(source.key().value())
                .sourceVersionId(source.versionId().orElse(null))
                .copySourceIfMatch(source.etag().quoted())
                .copySourceRange("bytes=" + offset + "-" + (offset + length - 1))
                .destinationBucket(bucket)
                .destinationKey(key.value())
                .uploadId(uploadId)
                .partNumber(number)
                .overrideConfiguration(patiently(keys.of(key), from)));
  }

  CompletableFuture<Optional<StoredObject>> head(CopySource source) {
    return responses.readOr(
        Optional.empty(),
        headRequest(source, null),
        a -> Optional.of(S3Responses.stored(a, keyOf(source))));
  }

  private CompletableFuture<HeadObjectResponse> headRequest(CopySource source, ETag etag) {
    return responses.opening(
        keyOf(source),
        from ->
            client.headObject(
                b ->
                    b.bucket(source.bucket())
                        .key(source.key().value())
                        .versionId(source.versionId().orElse(null))
                        .ifMatch(etag == null ? null : etag.quoted())
                        .overrideConfiguration(
                            responses.within(0, from.map(CustomerKey::headers).orElse(Map.of())))));
  }

  /** The key that a source should be under: no rule is for other buckets. */
  private Optional<CustomerKey> keyOf(CopySource source) {
    return source.bucket().equals(bucket) ? keys.of(source.key()) : Optional.empty();
  }

  /**
   * The tags of a copy; none where nothing is to be said of them, since the store may have none.
   */
  private CompletableFuture<Optional<TagSet>> merged(CopySource source, TagSet tags) {
    return tagging
        .of(source.bucket(), source.key().value(), source.versionId())
        .thenCompose(
            now ->
                now.isEmpty() && tags.isEmpty() && !tagging.told()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : merged(now, tags).thenApply(Optional::of));
  }

  /** Stores without tags refuse the directive, too. */
  private static void tag(CopyObjectRequest.Builder request, Optional<TagSet> tags) {
    tags.ifPresent(
        all -> request.taggingDirective(TaggingDirective.REPLACE).tagging(S3Responses.header(all)));
  }

  private static CompletableFuture<TagSet> merged(TagSet now, TagSet tags) {
    try {
      return CompletableFuture.completedFuture(now.without(TagSet.EXPIRE).with(tags));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(
          new StoreException(
              Kind.DENIED,
              "the source has " + now.tags().size() + " tags already: " + e.getMessage(),
              e));
    }
  }

  private AwsRequestOverrideConfiguration patiently(
      Optional<CustomerKey> own, Optional<CustomerKey> from) {
    Map<String, String> headers = new HashMap<>();
    own.ifPresent(key -> headers.putAll(key.headers()));
    from.ifPresent(key -> headers.putAll(key.sourceHeaders()));
    return responses.within(0, headers).toBuilder()
        .apiCallAttemptTimeout(PER_GIB.multipliedBy(5))
        .build();
  }
}
