package io.stocktake.planner.join;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Runs numbered tasks on several threads. */
final class ParallelTasks {
  private ParallelTasks() {}

  /** One of the tasks. */
  @FunctionalInterface
  interface Task {
    void run(int number) throws IOException;
  }

  /**
   * Does the tasks 0, 1, 2, ... in that order, several at a time. When it returns, no thread is at
   * work any more.
   *
   * @throws IOException the first failure, which ends the others
   */
  static void each(int threads, int tasks, Task task) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, Math.min(threads, tasks)));
    try {
      CompletionService<Void> done = new ExecutorCompletionService<>(pool);
      for (int i = 0; i < tasks; i++) {
        int number = i;
        done.submit(
            () -> {
              task.run(number);
              return null;
            });
      }
      for (int i = 0; i < tasks; i++) {
        done.take().get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("joining files and objects failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while joining files and objects");
    } finally {
      end(pool);
    }
  }

  private static void end(ExecutorService pool) {
    pool.shutdownNow();
    boolean interrupted = false;
    while (!pool.isTerminated()) {
      try {
        pool.awaitTermination(1, TimeUnit.HOURS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
