package io.stocktake.executor.batch.create;

import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.manifests.bundle.PlanBundle;
import java.util.EnumSet;
import java.util.Optional;

/** The descriptions of a plan's jobs, by which they are found again where no id is known. */
public final class JobLabel {
  private JobLabel() {}

  /**
   * The description of a job.
   *
   * @param what names the job within its plan
   * @param token its client request token
   */
  public static String of(PlanBundle bundle, String what, String token) {
    return start(bundle, what) + token;
  }

  private static String start(PlanBundle bundle, String what) {
    return "Stocktake plan " + bundle.digest().substring(0, 12) + ", " + what + ", token ";
  }

  /** The job of a plan that is named so, if S3 lists it. */
  public static Optional<String> find(BatchJobs jobs, PlanBundle bundle, String what)
      throws JobsException {
    String start = start(bundle, what);
    return jobs.list(EnumSet.allOf(JobState.class)).stream()
        .filter(job -> job.description().startsWith(start))
        .map(Job::id)
        .findFirst();
  }
}
