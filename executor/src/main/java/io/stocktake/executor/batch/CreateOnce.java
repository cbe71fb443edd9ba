package io.stocktake.executor.batch;

import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobRequest;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.batch.jobs.JobsException.Kind;
import java.io.IOException;
import java.util.EnumSet;

/** Creates a job by its token: however often the answer is lost, there is one job of it. */
final class CreateOnce {
  private static final int MAX_TRIES = 12;

  private CreateOnce() {}

  /**
   * Creates the job, or finds it.
   *
   * @return its id
   * @throws JobsException of kind UNKNOWN or BUSY if it may or may not exist after many tries, or
   *     of another kind if it does not
   */
  static String create(BatchJobs jobs, JobRequest request, Backoff backoff) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return jobs.create(request);
      } catch (JobsException e) {
        if (e.kind() == Kind.TOKEN_TAKEN) {
          return find(jobs, request.token(), e);
        }
        boolean again = e.kind() == Kind.UNKNOWN || e.kind() == Kind.BUSY;
        if (!again || tries == MAX_TRIES) {
          throw e;
        }
        backoff.pause();
      }
    }
  }

  /** The job that was created with the token under other terms, say another role. */
  private static String find(BatchJobs jobs, String token, JobsException taken)
      throws JobsException {
    return jobs.list(EnumSet.allOf(JobState.class)).stream()
        .filter(job -> job.description().endsWith(token))
        .map(Job::id)
        .findFirst()
        .orElseThrow(
            () ->
                new JobsException(
                    Kind.DENIED,
                    "S3 knows the token "
                        + token
                        + " but no job of it; make a new plan to get new tokens",
                    taken));
  }
}
