package io.stocktake.executor.batch.jobs;

import io.stocktake.manifests.S3Location;
import java.util.List;
import java.util.Optional;

/**
 * What S3 says of a job.
 *
 * @param id its id
 * @param state where it is
 * @param task what it does
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
    Task task,
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
  public record Progress(long total, long succeeded, long failed, long activeSeconds) {
    /** Tasks that have succeeded or failed. */
    public long ended() {
      return succeeded + failed;
    }
  }

  /**
   * What it does, and to what.
   *
   * @param operation the operation as CreateJob names it, for example {@code S3ReplicateObject};
   *     empty if S3 does not say
   * @param manifest the list of its objects; none if S3 does not say, or where jobs are only listed
   * @param generated whether S3 makes that list itself (ManifestGenerator)
   */
  public record Task(String operation, Optional<S3Location> manifest, boolean generated) {}

  /** Its state, with the reasons that S3 gives for it in brackets. */
  public String inWords() {
    return state.code() + (reasons.isEmpty() ? "" : " (" + String.join("; ", reasons) + ")");
  }

  /** Whether it may have touched an object. */
  public boolean mayHaveActed() {
    return progress
        .filter(p -> p.succeeded() > 0 || p.failed() > 0 || p.activeSeconds() > 0)
        .isPresent();
  }
}
