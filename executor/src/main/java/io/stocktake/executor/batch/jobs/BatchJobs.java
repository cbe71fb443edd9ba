package io.stocktake.executor.batch.jobs;

import java.util.List;
import java.util.Set;

/** The port to S3 Batch Operations: the jobs of one account in one Region. Every method blocks. */
public interface BatchJobs extends AutoCloseable {
  /**
   * Creates a job, or finds the one that was created with this token before.
   *
   * @return the job's id
   */
  String create(JobRequest request) throws JobsException;

  /** DescribeJob: the state of a job now. */
  Job describe(String id) throws JobsException;

  /** The account's jobs in any of these states, those that ended in the last 90 days included. */
  List<Job> list(Set<JobState> states) throws JobsException;

  /** Lets a suspended job run. */
  void confirm(String id, String reason) throws JobsException;

  /** Ends a job; what its tasks have done stays done. */
  void cancel(String id, String reason) throws JobsException;

  /** Changes a job's priority; the higher goes first. */
  void updatePriority(String id, int priority) throws JobsException;

  @Override
  void close();
}
