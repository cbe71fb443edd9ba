package io.stocktake.lab.fault;

import java.io.InterruptedIOException;
import java.time.Duration;

/** Lets a request wait. */
final class Pause {
  private Pause() {}

  static void of(Duration time) throws InterruptedIOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the lab is closing");
    }
  }
}
