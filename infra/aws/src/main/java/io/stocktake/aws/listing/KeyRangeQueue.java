package io.stocktake.aws.listing;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;

/** The ranges still to be listed, and how many threads wait for one. */
final class KeyRangeQueue {
  private final Deque<KeyRange> open;
  private int working;
  private int waiting;
  private Throwable failure;

  KeyRangeQueue(Collection<KeyRange> first) {
    this.open = new ArrayDeque<>(first);
  }

  /** The next range, once there is one; none when all is listed or something failed. */
  synchronized Optional<KeyRange> take() throws InterruptedException {
    waiting++;
    while (open.isEmpty() && working > 0 && failure == null) {
      wait();
    }
    waiting--;
    if (open.isEmpty() || failure != null) {
      notifyAll();
      return Optional.empty();
    }
    working++;
    return Optional.of(open.remove());
  }

  /** Whether another range would find a thread at once; no more are ever queued than that. */
  synchronized boolean wanted() {
    return waiting > open.size();
  }

  synchronized void add(KeyRange range) {
    open.add(range);
    notifyAll();
  }

  synchronized void done() {
    working--;
    notifyAll();
  }

  synchronized void fail(Throwable cause) {
    failure = failure == null ? cause : failure;
    notifyAll();
  }

  synchronized Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }
}
