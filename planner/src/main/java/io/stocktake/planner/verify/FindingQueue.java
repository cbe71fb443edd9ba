package io.stocktake.planner.verify;

import io.stocktake.planner.verify.Verification.FindingConsumer;
import io.stocktake.planner.verify.VerificationFinding.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Findings that several threads work out, told and counted in the order in which they began. */
public final class FindingQueue implements Closeable {
  private static final int WAITING_PER_THREAD = 8;

  private final VerificationTotals totals;
  private final FindingConsumer sink;
  private final int threads;
  private final ExecutorService pool;
  private final Deque<Future<Sized>> waiting = new ArrayDeque<>();

  /** A finding, and the bytes it is about. */
  private record Sized(VerificationFinding finding, long bytes) {}

  /**
   * A queue.
   *
   * @param totals counts the findings
   * @param sink takes those other than {@link Kind#SAME}
   * @param threads findings worked out at a time
   */
  public FindingQueue(VerificationTotals totals, FindingConsumer sink, int threads) {
    this.totals = totals;
    this.sink = sink;
    this.threads = threads;
    this.pool = Executors.newFixedThreadPool(threads);
  }

  /** A finding that is known. */
  public void add(VerificationFinding finding, long bytes) throws IOException {
    waiting.add(CompletableFuture.completedFuture(new Sized(finding, bytes)));
    tellWhileMany();
  }

  /** A finding to be worked out. */
  public void add(Callable<VerificationFinding> finding, long bytes) throws IOException {
    waiting.add(pool.submit(() -> new Sized(finding.call(), bytes)));
    tellWhileMany();
  }

  /** Waits for all, and tells them. */
  public void finish() throws IOException {
    while (!waiting.isEmpty()) {
      tellFirst();
    }
  }

  private void tellWhileMany() throws IOException {
    while (waiting.size() > threads * WAITING_PER_THREAD) {
      tellFirst();
    }
  }

  private void tellFirst() throws IOException {
    try {
      Sized first = waiting.remove().get();
      totals.add(first.finding(), first.bytes());
      if (first.finding().kind() != Kind.SAME) {
        sink.take(first.finding());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while files are compared");
    } catch (ExecutionException e) {
      throw new IllegalStateException("comparing a file failed", e.getCause());
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
