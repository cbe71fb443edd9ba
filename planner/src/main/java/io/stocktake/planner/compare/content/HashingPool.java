package io.stocktake.planner.compare.content;

import io.stocktake.planner.fingerprint.FileHashTask;
import io.stocktake.planner.fingerprint.md5.FileRange;
import io.stocktake.planner.fingerprint.md5.Md5Lanes;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Threads that read files, each many at once. The queue before them is short: whoever finds it full
 * waits, so that a walk never runs ahead of the hashing. The first failure ends the work and is
 * thrown to whoever comes next.
 */
public final class HashingPool implements Closeable {
  private static final int QUEUE = 1024;
  private static final int PATIENCE_MILLIS = 5;

  private final BlockingQueue<FileHashTask> queue = new ArrayBlockingQueue<>(QUEUE);
  private final ExecutorService threads;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean complete;

  public HashingPool(int size) {
    threads = Executors.newFixedThreadPool(size);
    for (int i = 0; i < size; i++) {
      threads.execute(this::work);
    }
  }

  void submit(FileHashTask reading) throws IOException {
    try {
      do {
        rethrow();
      } while (!queue.offer(reading, PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while files wait to be read");
    }
  }

  /** Waits until everything submitted is done. */
  public void finish() throws IOException, InterruptedException {
    complete = true;
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

  private void work() {
    try {
      new Md5Lanes().run(new Work());
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
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

  /** One thread's share of the queue. */
  private final class Work implements Md5Lanes.Source {
    private Iterator<FileRange> ranges = Collections.emptyIterator();

    @Override
    public Optional<FileRange> next(boolean wait) throws IOException, InterruptedException {
      while (!ranges.hasNext()) {
        FileHashTask reading = failure.get() == null ? poll(wait) : null;
        if (reading == null) {
          return Optional.empty();
        }
        ranges = reading.ranges();
      }
      return Optional.of(ranges.next());
    }

    private FileHashTask poll(boolean wait) throws InterruptedException {
      FileHashTask reading = queue.poll();
      while (reading == null && wait && failure.get() == null) {
        boolean last = complete;
        reading = queue.poll(last ? 0 : PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (last) {
          break;
        }
      }
      return reading;
    }
  }
}
