package io.stocktake.executor.batch.jobs;

import io.stocktake.manifests.CodedEnum;

/** The states a job passes through. */
public enum JobState implements CodedEnum {
  NEW("new"),
  PREPARING("preparing"),
  SUSPENDED("suspended"),
  READY("ready"),
  ACTIVE("active"),
  PAUSING("pausing"),
  PAUSED("paused"),
  COMPLETING("completing"),
  COMPLETE("complete"),
  CANCELLING("cancelling"),
  CANCELLED("cancelled"),
  FAILING("failing"),
  FAILED("failed");

  private final String code;

  JobState(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  /** Whether nothing more will happen; it says nothing of success. */
  public boolean isTerminal() {
    return this == COMPLETE || this == CANCELLED || this == FAILED;
  }
}
