package io.stocktake.executor.direct.multipart;

import io.stocktake.executor.files.PartLayout;
import io.stocktake.executor.journal.UploadedPart;
import io.stocktake.manifests.ETag;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Tracks the parts of one upload in flight: their digests and ETags, and when the last has ended.
 */
public final class PartTracker {
  private final SortedMap<Integer, UploadedPart> sent = new TreeMap<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private int open = 1;
  private Throwable failure;

  /** Whether a part has failed, so that no more need begin. */
  public synchronized boolean failed() {
    return failure != null;
  }

  /** A part begins. */
  public synchronized void began() {
    open++;
  }

  /** The store has a part, numbered from 1. */
  public synchronized void arrived(int number, UploadedPart part) {
    sent.put(number, part);
  }

  /** A part is over; the first failure is the upload's. */
  public void ended(Throwable cause) {
    boolean last;
    synchronized (this) {
      failure = failure == null ? cause : failure;
      last = --open == 0;
    }
    if (last) {
      finish();
    }
  }

  /** No more parts begin; completes, or fails with the first failure, when all are over. */
  public CompletableFuture<Void> all(Throwable cause) {
    ended(cause);
    return ended;
  }

  /** The parts' ETags as the store answered them. */
  public synchronized List<ETag> answers() {
    return sent.values().stream().map(UploadedPart::answer).toList();
  }

  /** The ETag the whole must get. */
  public synchronized ETag expected() {
    return PartLayout.etag(sent.values().stream().map(UploadedPart::digest).toList());
  }

  private void finish() {
    Throwable cause;
    synchronized (this) {
      cause = failure;
    }
    if (cause == null) {
      ended.complete(null);
    } else {
      ended.completeExceptionally(cause);
    }
  }
}
