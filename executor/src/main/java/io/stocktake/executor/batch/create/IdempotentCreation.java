package io.stocktake.executor.batch.create;

import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobRequest;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.batch.jobs.JobsException.Kind;
import io.stocktake.executor.batch.setup.Backoff;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.util.EnumSet;

/**
 * Creates a job idempotently, by its client request token: even if the answer is lost, there is
 * only one job.
 */
final class IdempotentCreation {
  private static final int MAX_TRIES = 16;

  private IdempotentCreation() {}

  /**
   * Creates the job, or finds it.
   *
   * @param name what to call it in a message
   * @return its id
   * @throws JobsException if S3 says no, and there is no such job
   * @throws StocktakeException if there may or may not be one
   */
  static String create(BatchJobs jobs, JobRequest request, Backoff backoff, String name)
      throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return jobs.create(request);
      } catch (JobsException e) {
        if (e.kind() == Kind.TOKEN_TAKEN) {
          return find(jobs, request.token());
        }
        if (e.kind() != Kind.UNKNOWN && e.kind() != Kind.BUSY) {
          throw e;
        }
        if (tries == MAX_TRIES) {
          throw StocktakeException.environment(
              name
                  + " may or may not exist ("
                  + e.getMessage()
                  + "); run apply, or stocktake jobs resolve, again: it is found by its token",
              e);
        }
        backoff.pause();
      }
    }
  }

  /** The job that was created with the token and other parameters, for instance another role. */
  private static String find(BatchJobs jobs, String token) throws StocktakeException {
    try {
      return jobs.list(EnumSet.allOf(JobState.class)).stream()
          .filter(job -> job.description().endsWith(token))
          .map(Job::id)
          .findFirst()
          .orElseThrow(
              () ->
                  StocktakeException.environment(
                      "S3 knows the token "
                          + token
                          + " but no job of it; make a new plan to get new tokens"));
    } catch (JobsException e) {
      throw StocktakeException.environment(e.getMessage(), e);
    }
  }
}
