package io.stocktake.executor.batch.routing;

import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.manifests.plan.Action;
import java.util.Optional;

/**
 * Rows that go the same way for the same reason.
 *
 * @param action what they ask for
 * @param work what a job would do for them; none where no job can
 * @param rows how many they are
 * @param bytes bytes of their files or objects
 * @param versions whether the plan names a version for any of them
 * @param direct why they are direct; none if they go by jobs
 * @param directEstimate what they cost request by request, where there is a choice
 * @param batchEstimate what they cost by jobs, where there is a choice
 */
public record RouteGroup(
    Action action,
    Optional<JobOperation> work,
    long rows,
    long bytes,
    boolean versions,
    Optional<DirectReason> direct,
    Optional<Estimate> directEstimate,
    Optional<Estimate> batchEstimate) {

  /** Whether they go by jobs. */
  public boolean byJobs() {
    return direct.isEmpty();
  }

  /** The way and its reason, in words. */
  public String sentence() {
    return direct
        .map(reason -> "direct: " + reason.sentence())
        .orElseGet(() -> "S3 Batch Operations: " + work.orElseThrow());
  }
}
