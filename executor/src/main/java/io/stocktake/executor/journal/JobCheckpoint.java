package io.stocktake.executor.journal;

import io.stocktake.manifests.CodedEnum;

/**
 * The last journaled step of a job.
 *
 * @param number the job's number in the plan
 * @param attempt from 1; each has a token of its own
 * @param step what was done last
 * @param id the job's id; empty before S3 told it
 * @param detail how it ended; empty before
 */
public record JobCheckpoint(int number, int attempt, Step step, String id, String detail) {
  /** A step of a job. */
  public enum Step implements CodedEnum {
    /** A request that creates it may leave from now on. */
    BEGUN("begun"),
    /** It exists. */
    CREATED("created"),
    /** Every row of it has its outcome. */
    ENDED("ended");

    private final String code;

    Step(String code) {
      this.code = code;
    }

    @Override
    public String code() {
      return code;
    }
  }

  /** Whether it may exist and have touched rows whose outcome is not journaled. */
  public boolean isOpen() {
    return step != Step.ENDED;
  }
}
