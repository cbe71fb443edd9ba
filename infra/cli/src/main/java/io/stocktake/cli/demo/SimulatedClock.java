package io.stocktake.cli.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock behind the system's, on which days pass when the story needs them to. */
final class SimulatedClock extends Clock {
  private volatile Duration behind;

  SimulatedClock(Duration behind) {
    this.behind = behind;
  }

  void pass(Duration time) {
    behind = behind.minus(time);
  }

  @Override
  public Instant instant() {
    return Clock.systemUTC().instant().minus(behind);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("the lab tells time in UTC alone");
  }
}
