package io.stocktake.lab.jobs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The states of a job. The lab never pauses one, but knows the names. */
public enum JobStatus {
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

  /** The name in the API, for example {@code Active}. */
  public String apiName() {
    return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
  }

  /** Finds a state by its name in the API. */
  public static Optional<JobStatus> named(String apiName) {
    return Arrays.stream(values()).filter(s -> s.apiName().equals(apiName)).findFirst();
  }

  /** Whether nothing comes after it. */
  public boolean terminal() {
    return this == COMPLETE || this == CANCELLED || this == FAILED;
  }

  /** Whether it is on its way to a terminal state. */
  public boolean ending() {
    return this == COMPLETING || this == CANCELLING || this == FAILING;
  }

  /** The terminal state that an ending one ends in. */
  JobStatus end() {
    return switch (this) {
      case COMPLETING -> COMPLETE;
      case CANCELLING -> CANCELLED;
      case FAILING -> FAILED;
      default -> throw new IllegalStateException(this + " is no ending state");
    };
  }
}
