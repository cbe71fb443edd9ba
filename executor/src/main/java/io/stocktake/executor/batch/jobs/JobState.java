package io.stocktake.executor.batch.jobs;

import io.stocktake.manifests.plan.Spelled;

/** The states a job passes through. */
public enum JobState implements Spelled {
  NEW,
  PREPARING,
  SUSPENDED,
  READY,
  ACTIVE,
  PAUSING,
  PAUSED,
  COMPLETING,
  COMPLETE,
  CANCELLING,
  CANCELLED,
  FAILING,
  FAILED;

  /** Whether nothing more will happen; it says nothing of success. */
  public boolean isTerminal() {
    return this == COMPLETE || this == CANCELLED || this == FAILED;
  }
}
