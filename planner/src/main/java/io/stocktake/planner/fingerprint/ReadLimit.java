package io.stocktake.planner.fingerprint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/**
 * A limit on the bytes that all threads together read in a second: a token bucket, kept as the time
 * at which it will have paid for all that was taken (the generic cell rate algorithm, ITU-T I.371).
 * What is not read in a twentieth of a second is not saved up.
 */
public final class ReadLimit {
  /** Reads nothing slower than it can be read. */
  public static final ReadLimit NONE = new ReadLimit(0, Time.SYSTEM);

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long SAVED = SECOND / 20;

  private final long bytesPerSecond;
  private final Time time;
  private boolean begun;
  private long paid;

  /** Time as a limit sees it. */
  interface Time {
    /** The computer's. */
    Time SYSTEM =
        new Time() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public void sleep(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
          }
        };

    /** Nanoseconds since some moment. */
    long nanos();

    /** Waits. */
    void sleep(long nanos) throws InterruptedException;
  }

  ReadLimit(long bytesPerSecond, Time time) {
    this.bytesPerSecond = bytesPerSecond;
    this.time = time;
  }

  /** A limit of so many bytes a second, more than none. */
  public static ReadLimit of(long bytesPerSecond) {
    return new ReadLimit(bytesPerSecond, Time.SYSTEM);
  }

  /**
   * Waits until so many bytes may be read; in the order in which threads ask.
   *
   * @throws InterruptedIOException if the thread is interrupted while it waits
   */
  public void take(long bytes) throws IOException {
    if (bytesPerSecond == 0) {
      return;
    }
    long wait = reserve(bytes);
    if (wait > 0) {
      try {
        time.sleep(wait);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while a file waits to be read");
      }
    }
  }

  /** Takes the bytes and tells the nanoseconds until they are there. */
  private synchronized long reserve(long bytes) {
    long now = time.nanos();
    if (!begun || now - SAVED - paid > 0) {
      paid = now - SAVED;
      begun = true;
    }
    paid += (long) ((double) bytes / bytesPerSecond * SECOND);
    return paid - now;
  }
}
