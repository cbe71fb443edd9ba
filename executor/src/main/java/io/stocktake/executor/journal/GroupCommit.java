package io.stocktake.executor.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Group commit: one thread appends all waiting lines together and forces them once. After the first
 * failure nothing more is written. The number of waiting lines is bounded by the callers, who hold
 * a permit for each row.
 */
final class GroupCommit implements Closeable {
  private static final int MAX_LINES = 4096;

  /** Forcing costs as much CPU time as sending a small file, so it waits for more lines. */
  private static final long SPACING = TimeUnit.MILLISECONDS.toNanos(10);

  private record Waiting(ByteBuffer line, CompletableFuture<Void> forced) {}

  private static final Waiting END = new Waiting(ByteBuffer.allocate(0), new CompletableFuture<>());

  private final AppendFile appendFile;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::work, "stocktake-journal");
  private boolean closed;
  private IOException failure;
  private long forcedAt = System.nanoTime() - SPACING;

  GroupCommit(AppendFile appendFile) {
    this.appendFile = appendFile;
    thread.setDaemon(true);
    thread.start();
  }

  /** Completes when the line would survive a power cut; fails with an IOException if it may not. */
  CompletableFuture<Void> append(byte[] line) {
    CompletableFuture<Void> forced = new CompletableFuture<>();
    synchronized (this) {
      if (closed) {
        forced.completeExceptionally(new IOException("the journal is closed"));
      } else {
        queue.add(new Waiting(ByteBuffer.wrap(line), forced));
      }
    }
    return forced;
  }

  /** Writes what waits, then ends. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      queue.add(END);
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    appendFile.close();
  }

  private void work() {
    List<Waiting> batch = new ArrayList<>();
    boolean more = true;
    while (more) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        continue;
      }
      LockSupport.parkNanos(forcedAt + SPACING - System.nanoTime());
      queue.drainTo(batch, MAX_LINES - 1);
      more = !batch.contains(END);
      commit(batch);
      batch.clear();
    }
  }

  private void commit(List<Waiting> batch) {
    if (failure == null) {
      try {
        appendFile.append(joined(batch));
        forcedAt = System.nanoTime();
      } catch (IOException e) {
        failure = e;
      }
    }
    for (Waiting waiting : batch) {
      if (failure == null) {
        waiting.forced.complete(null);
      } else {
        waiting.forced.completeExceptionally(failure);
      }
    }
  }

  private static ByteBuffer joined(List<Waiting> batch) {
    ByteBuffer bytes = ByteBuffer.allocate(batch.stream().mapToInt(w -> w.line.remaining()).sum());
    batch.forEach(waiting -> bytes.put(waiting.line));
    return bytes.flip();
  }
}
