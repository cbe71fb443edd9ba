package io.stocktake.executor.journal;

import io.stocktake.executor.Outcome;
import io.stocktake.manifests.ETag;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * ETags of the encrypted objects that requests may have written, of each row that is not settled.
 * Only those of rows in flight, or in doubt, are kept. Safe for any number of threads.
 */
final class Encryptions {
  private final Map<Long, Set<String>> etags = new ConcurrentHashMap<>();

  /** A request may leave that writes an object of this ETag. */
  void add(long ordinal, ETag etag) {
    etags.computeIfAbsent(ordinal, row -> new ConcurrentSkipListSet<>()).add(etag.value());
  }

  /** The row has ended; of one that is done nothing more is asked. */
  void ended(long ordinal, Outcome outcome) {
    if (outcome.settled()) {
      etags.remove(ordinal);
    }
  }

  /** Whether a request of the row may have written an object of this ETag. */
  boolean has(long ordinal, ETag etag) {
    return etags.getOrDefault(ordinal, Set.of()).contains(etag.value());
  }
}
