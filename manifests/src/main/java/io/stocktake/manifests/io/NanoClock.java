package io.stocktake.manifests.io;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A monotonic clock in nanoseconds, with a timer; tests move it by hand. */
public interface NanoClock {
  /** The computer's. */
  NanoClock SYSTEM =
      new NanoClock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void after(long nanos, Runnable task) {
          Executor later = CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS);
          later.execute(task);
        }
      };

  /** Nanoseconds since some moment. */
  long nanos();

  /** Runs a task in another thread once so much time has passed. */
  void after(long nanos, Runnable task);
}
