package io.stocktake.executor.batch.jobs;

import java.time.Instant;
import java.util.Optional;

/**
 * A job to be created.
 *
 * @param work what to do to each object
 * @param targetBucket the bucket that copies go to, or whose objects are tagged
 * @param unmodifiedSince copies only objects that are no younger; none for no such condition
 * @param manifest the objects
 * @param terms what all jobs have in common
 * @param token names the job: the same token never makes a second one
 * @param description shown in the console
 */
public record JobRequest(
    JobOperation work,
    String targetBucket,
    Optional<Instant> unmodifiedSince,
    Manifest manifest,
    JobDefaults terms,
    String token,
    String description) {

  /**
   * A manifest in a bucket.
   *
   * @param etag its ETag, which the job insists on
   * @param versions whether its rows name versions
   */
  public record Manifest(String bucket, String key, String etag, boolean versions) {}

  public JobRequest {
    if (token.isEmpty() || token.length() > 64) {
      throw new IllegalArgumentException("a token has 1 to 64 characters: " + token);
    }
    if (description.isEmpty() || description.length() > 256) {
      throw new IllegalArgumentException("a description has 1 to 256 characters: " + description);
    }
  }
}
