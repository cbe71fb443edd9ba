package io.stocktake.manifests.testing;

import io.stocktake.manifests.io.NanoClock;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock on which time passes when the test says so. */
public final class ManualClock implements NanoClock {
  private record Task(long at, Runnable action) {}

  private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparing(Task::at));
  private long now = 1_000_000_000L;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void after(long nanos, Runnable task) {
    tasks.add(new Task(now + nanos, task));
  }

  /** Lets time pass, and what was to happen meanwhile happen. */
  public void pass(long millis) {
    long end = now + millis * 1_000_000;
    while (!tasks.isEmpty() && tasks.peek().at <= end) {
      Task task = tasks.remove();
      now = Math.max(now, task.at);
      task.action.run();
    }
    now = end;
  }
}
