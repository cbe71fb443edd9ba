package io.stocktake.manifests.safety;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.rules.KeyPattern;
import java.util.List;
import java.util.Locale;

/** Totals of what would be deleted, checked against the limits; used by any number of threads. */
public final class DeleteTotals {
  private final List<DeleteLimit> limits;
  private final List<KeyPattern> patterns;
  private final S3Location destination;
  private final long[] deleted;
  private final long[] bytes;
  private final long[] objects;

  /** Zero totals for a destination, which ends in a slash or is a bucket. */
  public DeleteTotals(DeleteLimits limits, S3Location destination) {
    this.limits = limits.limits();
    this.patterns = this.limits.stream().map(limit -> KeyPattern.of(limit.prefix())).toList();
    this.destination = destination;
    this.deleted = new long[this.limits.size()];
    this.bytes = new long[deleted.length];
    this.objects = new long[deleted.length];
  }

  /** Counts an object that would be deleted. */
  public void deleted(String key, long size) {
    add(key, 1, size, 0);
  }

  /** Counts an object, whether it would be deleted or not. */
  public void object(String key) {
    add(key, 0, 0, 1);
  }

  /** Counts for the limits on all of the destination alone, all of it at once. */
  public synchronized void whole(long deletes, long deletedBytes, long all) {
    for (int i = 0; i < deleted.length; i++) {
      if (limits.get(i).prefix().isEmpty()) {
        deleted[i] += deletes;
        bytes[i] += deletedBytes;
        objects[i] += all;
      }
    }
  }

  private synchronized void add(String key, long deletes, long size, long all) {
    for (int i = 0; i < deleted.length; i++) {
      if (patterns.get(i).matches(key, destination.prefix().length())) {
        deleted[i] += deletes;
        bytes[i] += size;
        objects[i] += all;
      }
    }
  }

  /**
   * Refuses totals beyond a limit.
   *
   * @param code says to the caller what was refused
   * @param advice what to do instead, to end the sentence
   */
  public synchronized void check(FailureCode code, String advice) throws StocktakeException {
    for (int i = 0; i < deleted.length; i++) {
      DeleteLimit limit = limits.get(i);
      if (limit.isBroken(deleted[i], bytes[i], objects[i])) {
        throw StocktakeException.refused(
            code,
            String.format(
                Locale.ROOT,
                "%,d%s objects below %s would be deleted, or left to expire, with %,d bytes, more"
                    + " than the limit %s; %s",
                deleted[i],
                objects[i] == 0 ? "" : String.format(Locale.ROOT, " of %,d", objects[i]),
                destination.resolve(limit.prefix()),
                bytes[i],
                limit.text(),
                advice));
      }
    }
  }
}
