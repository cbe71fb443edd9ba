package io.stocktake.planner.source;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Work shared by several workers, last in first out so that little of it waits: each worker takes
 * one directory at a time and may add those it finds. The work is over when nothing waits and
 * nobody works, or when somebody failed.
 */
public final class WorkStack<T> {
  /** What a worker does with one item. */
  @FunctionalInterface
  public interface Visit<T> {
    /** Works on an item; may push others. */
    void visit(T item) throws IOException;
  }

  private final Deque<T> waiting = new ArrayDeque<>();
  private int busy;
  private Throwable failure;

  /** Adds an item. */
  public synchronized void push(T item) {
    waiting.push(item);
    notify();
  }

  /** Works on everything with this many threads; the first failure ends it and is thrown. */
  public void drain(int threads, String threadName, Visit<T> visit)
      throws IOException, InterruptedException {
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread worker = new Thread(() -> work(visit), threadName + "-" + i);
      worker.setDaemon(true);
      worker.start();
      workers.add(worker);
    }
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } catch (InterruptedException e) {
      fail(e);
      throw e;
    }
    rethrow();
  }

  private void work(Visit<T> visit) {
    try {
      for (T item = next(); item != null; item = next()) {
        visit.visit(item);
        done();
      }
    } catch (IOException | RuntimeException | Error | InterruptedException e) {
      fail(e);
    }
  }

  private synchronized T next() throws InterruptedException {
    while (waiting.isEmpty() && busy > 0 && failure == null) {
      wait();
    }
    if (waiting.isEmpty() || failure != null) {
      notifyAll();
      return null;
    }
    busy++;
    return waiting.pop();
  }

  private synchronized void done() {
    busy--;
    if (busy == 0) {
      notifyAll();
    }
  }

  private synchronized void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    notifyAll();
  }

  private synchronized void rethrow() throws IOException, InterruptedException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof InterruptedException e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException("a worker failed", failure);
    }
  }
}
