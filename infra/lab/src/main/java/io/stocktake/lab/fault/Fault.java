package io.stocktake.lab.fault;

import java.time.Duration;
import java.util.Arrays;

/**
 * A way for a request to fail.
 *
 * @param delay how long to wait before the request is acted on
 */
public record Fault(Kind kind, Duration delay) {
  /** What happens to the request. */
  public enum Kind {
    /** 503 SlowDown; nothing is done. */
    SLOW_DOWN,
    /** 500 InternalError; nothing is done. */
    INTERNAL_ERROR,
    /** 403 AccessDenied; nothing is done. */
    ACCESS_DENIED,
    /** 501 NotImplemented, as of a store that has no such request; nothing is done. */
    NOT_IMPLEMENTED,
    /** The connection closes; nothing is done. */
    LOST_REQUEST,
    /** The request is carried out, then the connection closes without an answer. */
    LOST_ANSWER,
    /** The request is carried out and answered, later. */
    DELAY,
    /** 200 with an Error document, as copies and completions may answer; nothing is done. */
    ERROR_IN_OK;

    /**
     * Finds a kind by its name in lower case with hyphens.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Kind named(String name) {
      return Arrays.stream(values())
          .filter(kind -> kind.name().replace('_', '-').equalsIgnoreCase(name))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no such fault: " + name));
    }
  }

  /** Checks the delay. */
  public Fault {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay must not be negative, is " + delay);
    }
  }

  /** A fault without a delay. */
  public static Fault of(Kind kind) {
    return new Fault(kind, Duration.ZERO);
  }

  /** A late answer. */
  public static Fault delay(Duration delay) {
    return new Fault(Kind.DELAY, delay);
  }
}
