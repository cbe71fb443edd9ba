package io.stocktake.aws.content;

import io.stocktake.aws.errors.S3Errors;
import io.stocktake.aws.files.LengthCheckedStream;
import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.content.ObjectInspector;
import io.stocktake.manifests.content.PartBoundaries;
import io.stocktake.manifests.content.StoredContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesParts;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;

/** Inspects objects in S3: HEAD with checksums, GetObjectAttributes, and GET of the bytes. */
public final class S3ObjectInspector implements ObjectInspector {
  private final S3AsyncClient client;
  private final String bucket;
  private final KeyTrials keys;
  private final S3Errors errors;

  public S3ObjectInspector(
      S3AsyncClient client, String bucket, List<CustomerKey> keys, S3Errors errors) {
    this.client = client;
    this.bucket = bucket;
    this.keys = new KeyTrials(keys, errors);
    this.errors = errors;
  }

  @Override
  public Optional<StoredContent> inspect(ObjectKey key) throws IOException {
    return opened(
            with ->
                client.headObject(
                    b ->
                        b.bucket(bucket)
                            .key(key.value())
                            .checksumMode(ChecksumMode.ENABLED)
                            .overrideConfiguration(with)))
        .map(ObjectResponses::content);
  }

  @Override
  public boolean hasKeys() {
    return keys.hasKeys();
  }

  @Override
  public Optional<PartBoundaries> parts(ObjectKey key, StoredContent seen) throws IOException {
    Optional<PartBoundaries> told =
        seen.checksums().isEmpty() ? Optional.empty() : toldParts(key, seen);
    return told.isPresent() ? told : partsLikeTheFirst(key, seen);
  }

  private Optional<PartBoundaries> partsLikeTheFirst(ObjectKey key, StoredContent seen)
      throws IOException {
    return opened(
            with ->
                client.headObject(
                    b ->
                        b.bucket(bucket)
                            .key(key.value())
                            .versionId(seen.versionId().orElse(null))
                            .ifMatch(seen.etag().quoted())
                            .partNumber(1)
                            .overrideConfiguration(with)))
        .filter(part -> part.contentLength() > 0)
        .map(part -> PartBoundaries.like(part.contentLength(), seen.size()));
  }

  /**
   * Sizes of parts are kept only with an additional checksum. A store that does not know the
   * request, or credentials that may not make it, tell nothing.
   */
  private Optional<PartBoundaries> toldParts(ObjectKey key, StoredContent seen) {
    try {
      return attributes(key, seen);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<PartBoundaries> attributes(ObjectKey key, StoredContent seen)
      throws IOException {
    List<Long> sizes = new ArrayList<>();
    Integer marker = null;
    boolean more = true;
    while (more) {
      Integer from = marker;
      Optional<GetObjectAttributesResponse> answer =
          opened(
              with ->
                  client.getObjectAttributes(
                      b ->
                          b.bucket(bucket)
                              .key(key.value())
                              .versionId(seen.versionId().orElse(null))
                              .partNumberMarker(from)
                              .objectAttributes(
                                  ObjectAttributes.E_TAG, ObjectAttributes.OBJECT_PARTS)
                              .overrideConfiguration(with)));
      GetObjectAttributesParts page =
          answer.map(GetObjectAttributesResponse::objectParts).orElse(null);
      if (page == null || !page.hasParts() || !isSeen(answer.get(), seen)) {
        return Optional.empty();
      }
      page.parts().forEach(part -> sizes.add(part.size()));
      marker = page.nextPartNumberMarker();
      more = Boolean.TRUE.equals(page.isTruncated()) && marker != null;
    }
    return Optional.of(PartBoundaries.of(sizes.stream().mapToLong(Long::longValue).toArray()));
  }

  private static boolean isSeen(GetObjectAttributesResponse answer, StoredContent seen) {
    return answer.eTag() != null && ETag.parse(answer.eTag()).equals(seen.etag());
  }

  @Override
  public InputStream open(ObjectKey key, StoredContent seen) throws IOException {
    return opened(
            with ->
                client.getObject(
                    b ->
                        b.bucket(bucket)
                            .key(key.value())
                            .versionId(seen.versionId().orElse(null))
                            .ifMatch(seen.etag().quoted())
                            .overrideConfiguration(with),
                    AsyncResponseTransformer.<GetObjectResponse>toBlockingInputStream()))
        .map(body -> new LengthCheckedStream(body, key.value()))
        .orElseThrow(() -> StocktakeException.environment("the object is gone by now"));
  }

  /** The answer, by the first key that the object opens with; nothing if it is not there. */
  private <T> Optional<T> opened(KeyTrials.Request<T> request) throws IOException {
    try {
      return Optional.of(keys.open(AwsRequestOverrideConfiguration.builder().build(), request));
    } catch (ExecutionException e) {
      if (S3Errors.isNotFound(e)) {
        return Optional.empty();
      }
      throw errors.forUser(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw errors.forUser(new CompletionException(e));
    }
  }
}
