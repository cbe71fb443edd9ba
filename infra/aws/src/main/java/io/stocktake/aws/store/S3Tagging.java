package io.stocktake.aws.store;

import io.stocktake.aws.answers.UnreadableAnswerException;
import io.stocktake.aws.errors.S3Errors;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.plan.TagSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * The tags of objects, by GetObjectTagging. Of Amazon S3 every answer but a whole one is an error.
 * Some stores answer for an object without tags with an empty body, and some have no tagging at
 * all: there, and only if the probe saw the store do so, that answer means "no tags".
 */
final class S3Tagging {
  private final S3AsyncClient client;
  private final S3Responses responses;
  private final boolean told;

  /**
   * The tags of objects of a store.
   *
   * @param told whether the store answers for an object without tags, too
   */
  S3Tagging(S3AsyncClient client, S3Responses responses, boolean told) {
    this.client = client;
    this.responses = responses;
    this.told = told;
  }

  /** Whether the store answers for an object without tags, too. */
  boolean told() {
    return told;
  }

  /** The tags of an object, of its current version unless one is named. */
  CompletableFuture<TagSet> of(String bucket, String key, Optional<String> versionId) {
    CompletableFuture<List<Tag>> tags =
        client
            .getObjectTagging(
                b ->
                    b.bucket(bucket)
                        .key(key)
                        .versionId(versionId.orElse(null))
                        .overrideConfiguration(responses.within(0)))
            .thenApply(answer -> answer.tagSet());
    return responses.read(
        told ? tags : tags.exceptionallyCompose(S3Tagging::noneIfUntold), S3Tagging::parsed);
  }

  private static CompletableFuture<List<Tag>> noneIfUntold(Throwable failure) {
    boolean untold =
        S3Errors.isUnknownRequest(failure)
            || UnreadableAnswerException.of(failure)
                .filter(UnreadableAnswerException::isEmpty)
                .isPresent();
    return untold
        ? CompletableFuture.completedFuture(List.of())
        : CompletableFuture.failedFuture(failure);
  }

  private static TagSet parsed(List<Tag> tags) {
    Map<String, String> map = tags.stream().collect(Collectors.toMap(Tag::key, Tag::value));
    try {
      return TagSet.of(map);
    } catch (IllegalArgumentException e) {
      throw new CompletionException(
          new StoreException(
              Kind.DENIED, "the object has a tag that S3 does not allow: " + e.getMessage(), e));
    }
  }
}
