package io.stocktake.executor.restore;

import java.time.Duration;

/**
 * How a restore plan is carried out.
 *
 * @param concurrency objects that are fetched at the same time
 * @param giveUpAfter rows failed in a row after which the run stops
 * @param attempts how often a transfer that breaks off is begun or gone on with
 * @param trash whether files are moved to a trash directory below the target instead of removed
 * @param specialBits whether setuid, setgid and sticky bits are restored
 * @param stopGrace how long a stopped run waits for what is in flight
 */
public record RestoreOptions(
    int concurrency,
    int giveUpAfter,
    int attempts,
    boolean trash,
    boolean specialBits,
    Duration stopGrace) {
  /** 32 objects at once, 1,000 failures in a row, 5 attempts, half a minute of grace; a trash. */
  public static final RestoreOptions DEFAULTS =
      new RestoreOptions(32, 1000, 5, true, false, Duration.ofSeconds(30));

  public RestoreOptions {
    check(concurrency >= 1, "concurrency must be at least 1", concurrency);
    check(giveUpAfter >= 1, "give-up-after must be at least 1", giveUpAfter);
    check(attempts >= 1, "attempts must be at least 1", attempts);
    check(!stopGrace.isNegative(), "stop-grace must not be negative", stopGrace);
  }

  private static void check(boolean good, String rule, Object value) {
    if (!good) {
      throw new IllegalArgumentException(rule + ", is " + value);
    }
  }
}
