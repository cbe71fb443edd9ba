package io.stocktake.executor.direct;

import io.stocktake.executor.files.PartLayout;
import io.stocktake.manifests.ETag;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The parts of one upload on their way: their digests and ETags, and when the last is there. */
final class PartsInFlight {
  private final ETag[] digests;
  private final ETag[] answers;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private int open = 1;
  private Throwable failure;

  PartsInFlight(int parts) {
    this.digests = new ETag[parts];
    this.answers = new ETag[parts];
  }

  synchronized boolean failed() {
    return failure != null;
  }

  synchronized void began() {
    open++;
  }

  synchronized void arrived(int number, ETag digest, ETag answer) {
    digests[number - 1] = digest;
    answers[number - 1] = answer;
  }

  /** A part is over; the first failure is the upload's. */
  void ended(Throwable cause) {
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
  CompletableFuture<Void> all(Throwable cause) {
    ended(cause);
    return ended;
  }

  /** The parts' ETags as the store answered them. */
  synchronized List<ETag> answers() {
    return List.of(answers);
  }

  /** The ETag the whole must get. */
  synchronized ETag expected() {
    return PartLayout.etag(List.of(digests));
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
