package io.stocktake.planner.plan;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Threads that read files. The queue before them is short: whoever finds it full reads the file
 * itself, so that a walk never runs ahead of the hashing. The first failure ends the work and is
 * thrown to whoever comes next.
 */
final class HashingPool implements Closeable {
  private static final int QUEUE = 1024;

  /** Reads a file. */
  @FunctionalInterface
  interface Task {
    void run() throws IOException;
  }

  private final ThreadPoolExecutor threads;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  HashingPool(int size) {
    threads =
        new ThreadPoolExecutor(
            size,
            size,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            new ThreadPoolExecutor.CallerRunsPolicy());
  }

  void submit(Task task) throws IOException {
    rethrow();
    threads.execute(() -> run(task));
  }

  /** Waits until everything submitted is done. */
  void finish() throws IOException, InterruptedException {
    threads.shutdown();
    awaitEnd();
    rethrow();
  }

  /** Ends the threads; when it returns, none of them writes to the plan any more. */
  @Override
  public void close() {
    failure.compareAndSet(null, new IOException("the plan was given up"));
    threads.shutdownNow();
    try {
      awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnd() throws InterruptedException {
    while (!threads.awaitTermination(1, TimeUnit.HOURS)) {
      // large files and slow disks take their time
    }
  }

  private void run(Task task) {
    try {
      if (failure.get() == null) {
        task.run();
      }
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private void rethrow() throws IOException {
    if (failure.get() instanceof IOException e) {
      throw e;
    }
    if (failure.get() != null) {
      throw new IllegalStateException("comparing a file failed", failure.get());
    }
  }
}
