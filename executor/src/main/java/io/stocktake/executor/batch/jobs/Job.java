package io.stocktake.executor.batch.jobs;

import io.stocktake.manifests.S3Location;
import java.util.List;
import java.util.Optional;

/**
 * What S3 says of a job.
 *
 * @param id its id
 * @param state where it is
 * @param description what its creator wrote
 * @param priority the higher, the sooner
 * @param progress how far it is; none while S3 does not say, which is not zero
 * @param reasons why it failed or waits, in S3's words
 * @param reports what the keys of its report begin with, before a slash; none if it has no report,
 *     or where jobs are only listed
 */
public record Job(
    String id,
    JobState state,
    String description,
    int priority,
    Optional<Progress> progress,
    List<String> reasons,
    Optional<S3Location> reports) {

  /**
   * Tasks of a job.
   *
   * @param activeSeconds how long it was active
   */
  public record Progress(long total, long succeeded, long failed, long activeSeconds) {}

  /** Whether it may have touched an object. */
  public boolean mayHaveActed() {
    return progress
        .filter(p -> p.succeeded() > 0 || p.failed() > 0 || p.activeSeconds() > 0)
        .isPresent();
  }
}
