package io.stocktake.executor.lease;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Renews a held lease in a thread of its own, until it is released or lost. */
final class LeaseRenewer implements Closeable {
  private static final int RENEWALS = 3;
  private static final int TRIES = 12;

  private final BucketLease lease;
  private final Duration lasts;
  private final Consumer<StocktakeException> lost;
  private final Thread thread;
  private LeaseDocument document;
  private ETag etag;
  private long since;
  private boolean over;
  private boolean ended;

  /**
   * Holds a lease.
   *
   * @param etag what marks what was written
   * @param written when writing it began, by this machine's steady clock
   */
  LeaseRenewer(
      BucketLease lease,
      LeaseDocument document,
      ETag etag,
      long written,
      Consumer<StocktakeException> lost) {
    this.lease = lease;
    this.lasts = document.lasts();
    this.lost = lost;
    this.document = document;
    this.etag = etag;
    this.since = written;
    this.thread = new Thread(this::keep, "stocktake-lease");
    thread.setDaemon(true);
    thread.start();
  }

  private void keep() {
    Duration pause = lasts.dividedBy(RENEWALS);
    while (sleep(pause)) {
      try {
        pause = lasts.dividedBy(renew() ? RENEWALS : TRIES);
      } catch (IOException | RuntimeException e) {
        pause = lasts.dividedBy(TRIES);
        endIfTooLate(e);
      }
    }
  }

  /** Whether to go on after so long. */
  private synchronized boolean sleep(Duration pause) {
    long end = System.nanoTime() + pause.toNanos();
    try {
      for (long left = pause.toMillis(); !ended && !over && left > 0; ) {
        wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      return false;
    }
    return !ended && !over;
  }

  /** Writes it again; false if it is lost. */
  private boolean renew() throws IOException {
    long now = System.nanoTime();
    LeaseDocument next = document.renewed();
    Optional<ETag> renewed = lease.write(next, Optional.of(etag));
    boolean written = renewed.isPresent();
    if (!written) {
      renewed = found();
    }
    if (renewed.isEmpty()) {
      return false;
    }
    synchronized (this) {
      document = next;
      etag = renewed.get();
      // Of what an earlier try wrote nobody knows when: it counts from the last sure time.
      since = written ? now : since;
    }
    return true;
  }

  /** What an earlier try wrote whose answer was lost; otherwise the lease is. */
  private Optional<ETag> found() throws IOException {
    Optional<BucketLease.Found> found = lease.find();
    if (found.filter(f -> f.text().holder().equals(document.holder())).isPresent()) {
      return found.map(BucketLease.Found::etag);
    }
    lose(found.map(f -> f.text().holder().words() + " has it").orElse("somebody removed it"));
    return Optional.empty();
  }

  private void endIfTooLate(Exception cause) {
    if (System.nanoTime() - since > lasts.toNanos()) {
      lose(
          "it could not be renewed for "
              + lasts.toSeconds()
              + " s, and others may take it over: "
              + cause.getMessage());
    }
  }

  private void lose(String why) {
    synchronized (this) {
      over = true;
      if (ended) {
        return;
      }
    }
    lost.accept(
        StocktakeException.environment(
            "the run stops, because it lost its lease "
                + lease.describe()
                + ": "
                + why
                + ". What was done is in the journal; run apply again to resume"));
  }

  /** Releases it, unless it is lost. */
  @Override
  public void close() {
    synchronized (this) {
      ended = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (!over) {
      lease.remove(etag);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
