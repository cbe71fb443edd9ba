package io.stocktake.aws.store;

import io.stocktake.aws.errors.S3Errors;
import io.stocktake.aws.fastput.FastPut;
import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.aws.uploads.PartPages;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.StoredVersion;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.Properties;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** The store port on one S3 bucket, through the AWS SDK. */
public final class S3ObjectStore implements ObjectStore {
  private final S3AsyncClient client;
  private final FastPut puts;
  private final String bucket;
  private final RequestThrottle throttle;
  private final CustomerKeys keys;
  private final S3Responses responses;
  private final S3Tagging tagging;
  private final S3Copying copying;
  private final PartPages parts;

  public S3ObjectStore(
      S3AsyncClient client,
      FastPut puts,
      String bucket,
      CustomerKeys keys,
      S3Errors errors,
      Duration patience,
      RequestThrottle throttle,
      boolean tellsTags) {
    this.keys = keys;
    this.throttle = throttle;
    this.puts = puts;
    this.client = client;
    this.bucket = bucket;
    this.responses = new S3Responses(errors, patience);
    this.parts = new PartPages(client, bucket, responses.within(0));
    this.tagging = new S3Tagging(client, responses, tellsTags);
    this.copying = new S3Copying(client, bucket, keys, responses, tagging);
  }

  @Override
  public CompletableFuture<WriteResult> put(
      ObjectKey key, ByteBuffer body, byte[] md5, ObjectHeaders headers, Guard guard) {
    Optional<CustomerKey> own = keys.of(headers.properties());
    PutObjectRequest request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key.value())
            .contentLength((long) body.remaining())
            .contentMD5(base64(md5))
            .applyMutation(r -> S3Headers.put(r, headers))
            .ifNoneMatch(ifNoneMatch(guard))
            .ifMatch(ifMatch(guard))
            .overrideConfiguration(within(body.remaining(), own))
            .build();
    return responses.readWrite(
        own,
        puts.send(request, body, body(body)),
        a -> {
          S3Responses.requireHeeded(own, a.sseCustomerAlgorithm());
          return S3Responses.written(
              a.eTag(), a.versionId(), a.serverSideEncryption(), a.sseCustomerAlgorithm());
        });
  }

  @Override
  public CompletableFuture<String> begin(ObjectKey key, ObjectHeaders headers) {
    Optional<CustomerKey> own = keys.of(headers.properties());
    return responses.readWrite(
        own,
        client.createMultipartUpload(
            b ->
                b.bucket(bucket)
                    .key(key.value())
                    .applyMutation(r -> S3Headers.begin(r, headers))
                    .overrideConfiguration(within(0, own))),
        a -> {
          S3Responses.requireHeeded(own, a.sseCustomerAlgorithm());
          return S3Responses.present(a.uploadId(), "upload id");
        });
  }

  @Override
  public CompletableFuture<WriteResult> part(
      ObjectKey key, String uploadId, int number, ByteBuffer body, byte[] md5) {
    return responses.read(
        client.uploadPart(
            b ->
                b.bucket(bucket)
                    .key(key.value())
                    .uploadId(uploadId)
                    .partNumber(number)
                    .contentLength((long) body.remaining())
                    .contentMD5(base64(md5))
                    .overrideConfiguration(within(body.remaining(), keys.of(key))),
            body(body)),
        a ->
            S3Responses.written(
                a.eTag(), null, a.serverSideEncryption(), a.sseCustomerAlgorithm()));
  }

  @Override
  public CompletableFuture<WriteResult> complete(
      ObjectKey key, String uploadId, List<ETag> parts, Guard guard) {
    // Its answer does not tell of the key: that of the upload's beginning did.
    Optional<CustomerKey> own = keys.of(key);
    List<CompletedPart> listed = new ArrayList<>(parts.size());
    for (ETag part : parts) {
      int number = listed.size() + 1;
      listed.add(CompletedPart.builder().partNumber(number).eTag(part.quoted()).build());
    }
    return responses.read(
        client.completeMultipartUpload(
            b ->
                b.bucket(bucket)
                    .key(key.value())
                    .uploadId(uploadId)
                    .multipartUpload(m -> m.parts(listed))
                    .ifNoneMatch(ifNoneMatch(guard))
                    .ifMatch(ifMatch(guard))
                    .overrideConfiguration(within(0, own))),
        a ->
            S3Responses.written(
                a.eTag(),
                a.versionId(),
                a.serverSideEncryption(),
                own.map(CustomerKey::name).orElse(null)));
  }

  @Override
  public CompletableFuture<Optional<Map<Integer, ETag>>> parts(ObjectKey key, String uploadId) {
    Map<Integer, ETag> found = new TreeMap<>();
    return responses.readOr(
        Optional.empty(),
        parts.tell(key, uploadId, p -> found.put(p.partNumber(), ETag.parse(p.eTag()))),
        told -> Optional.of(found));
  }

  @Override
  public CompletableFuture<Void> abort(ObjectKey key, String uploadId) {
    return responses.readOr(
        null,
        client.abortMultipartUpload(
            b ->
                b.bucket(bucket)
                    .key(key.value())
                    .uploadId(uploadId)
                    .overrideConfiguration(within(0))),
        done -> null);
  }

  @Override
  public CompletableFuture<Optional<StoredObject>> head(ObjectKey key) {
    Optional<CustomerKey> owed = keys.of(key);
    return responses.readOr(
        Optional.empty(),
        responses.opening(
            owed,
            own ->
                client.headObject(
                    b ->
                        b.bucket(bucket)
                            .key(key.value())
                            .checksumMode(own.isPresent() ? ChecksumMode.ENABLED : null)
                            .overrideConfiguration(within(0, own)))),
        answer -> Optional.of(S3Responses.stored(answer, owed)));
  }

  @Override
  public CompletableFuture<Boolean> delete(ObjectKey key, Guard guard) {
    return responses.readOrUnsure(
        false,
        client.deleteObject(
            b ->
                b.bucket(bucket)
                    .key(key.value())
                    .ifMatch(ifMatch(guard))
                    .overrideConfiguration(within(0))),
        answer -> true);
  }

  @Override
  public CompletableFuture<Boolean> deleteVersion(ObjectKey key, String versionId) {
    return Futures.then(
        responses.readOr(
            true,
            client.deleteObject(
                b ->
                    b.bucket(bucket)
                        .key(key.value())
                        .versionId(versionId)
                        .overrideConfiguration(within(0))),
            answer -> true),
        (gone, failure) ->
            failure == null || isLocked(failure)
                ? CompletableFuture.completedFuture(failure == null)
                : CompletableFuture.failedFuture(failure));
  }

  /** S3 denies it, and tells by its message alone that it is not for want of a right. */
  private static boolean isLocked(Throwable failure) {
    return failure instanceof StoreException known
        && known.kind() == StoreException.Kind.DENIED
        && known.getMessage().toLowerCase(Locale.ROOT).contains("object lock");
  }

  @Override
  public CompletableFuture<List<CompletableFuture<Boolean>>> deleteAll(
      List<DeleteRequest> objects) {
    List<ObjectIdentifier> named =
        objects.stream()
            .map(
                o ->
                    ObjectIdentifier.builder()
                        .key(o.key().value())
                        .eTag(ifMatch(o.guard()))
                        .build())
            .toList();
    return responses.read(
        client.deleteObjects(
            b -> b.bucket(bucket).delete(d -> d.objects(named)).overrideConfiguration(within(0))),
        answer -> deleted(objects, answer));
  }

  /** A key that the answer does not name may be there still, or not. */
  private List<CompletableFuture<Boolean>> deleted(
      List<DeleteRequest> objects, DeleteObjectsResponse answer) {
    Map<String, CompletableFuture<Boolean>> known = new HashMap<>();
    answer
        .deleted()
        .forEach(gone -> known.put(gone.key(), CompletableFuture.completedFuture(true)));
    answer.errors().forEach(error -> known.put(error.key(), responses.notDeleted(error)));
    return objects.stream()
        .map(o -> known.getOrDefault(o.key().value(), responses.unanswered()))
        .toList();
  }

  @Override
  public CompletableFuture<WriteResult> copy(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags, Guard guard) {
    return copying.copy(key, source, headers, tags, guard);
  }

  @Override
  public CompletableFuture<String> beginCopy(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags) {
    return copying.begin(key, source, headers, tags);
  }

  @Override
  public CompletableFuture<WriteResult> copyPart(
      ObjectKey key, String uploadId, int number, CopySource source, long offset, long length) {
    return copying.part(key, uploadId, number, source, offset, length);
  }

  @Override
  public CompletableFuture<Optional<StoredObject>> head(CopySource source) {
    return copying.head(source);
  }

  @Override
  public CompletableFuture<Optional<WriteResult>> setProperties(
      ObjectKey key, Properties properties, TagSet tags, Guard guard) {
    return copying.ontoItself(key, properties, tags, guard);
  }

  @Override
  public CompletableFuture<TagSet> tags(ObjectKey key, Optional<String> versionId) {
    return tagging.of(bucket, key.value(), versionId);
  }

  @Override
  public CompletableFuture<Void> tag(ObjectKey key, Optional<String> versionId, TagSet tags) {
    return responses.read(
        client.putObjectTagging(
            b ->
                b.bucket(bucket)
                    .key(key.value())
                    .versionId(versionId.orElse(null))
                    .tagging(t -> t.tagSet(S3Responses.tags(tags)))
                    .overrideConfiguration(within(0))),
        answer -> null);
  }

  /** The prefix finds longer keys too, but they sort behind. */
  @Override
  public CompletableFuture<List<StoredVersion>> versions(ObjectKey key) {
    return responses.read(
        client.listObjectVersions(
            b -> b.bucket(bucket).prefix(key.value()).overrideConfiguration(within(0))),
        answer ->
            answer.versions().stream()
                .filter(version -> version.key().equals(key.value()))
                .map(v -> new StoredVersion(v.versionId(), ETag.parse(v.eTag()), v.size()))
                .toList());
  }

  /** Suspended versioning writes over its null versions. */
  @Override
  public CompletableFuture<Boolean> keepsVersions() {
    return responses.read(
        client
            .getBucketVersioning(b -> b.bucket(bucket).overrideConfiguration(within(0)))
            .exceptionallyCompose(S3Errors::noVersionsIfUnknown),
        answer -> answer.status() == BucketVersioningStatus.ENABLED);
  }

  /** The session that gave this store closes the client. */
  @Override
  public void close() {}

  static String ifNoneMatch(Guard guard) {
    return guard.state() == Guard.State.ABSENT ? "*" : null;
  }

  static String ifMatch(Guard guard) {
    return guard.etag().map(ETag::quoted).orElse(null);
  }

  private AsyncRequestBody body(ByteBuffer bytes) {
    return throttle.mayBeSlow()
        ? new ThrottledBody(bytes, throttle)
        : AsyncRequestBody.fromRemainingByteBufferUnsafe(bytes);
  }

  private AwsRequestOverrideConfiguration within(long bytes) {
    return responses.within(bytes);
  }

  private AwsRequestOverrideConfiguration within(long bytes, Optional<CustomerKey> key) {
    return responses.within(bytes, key.map(CustomerKey::headers).orElse(Map.of()));
  }

  private static String base64(byte[] md5) {
    return Base64.getEncoder().encodeToString(md5);
  }
}
