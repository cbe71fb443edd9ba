package io.stocktake.executor.direct;

import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanBundle.RowSink;
import io.stocktake.manifests.bundle.PlanCursor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Interleaves rows of a plan: reads them from several positions in turn, one row from each. Rows
 * are in the order of their keys, and S3 splits a bucket by that order into partitions that take
 * 3,500 writes a second each: read from one position, they would load one partition after the
 * other.
 */
final class InterleavedRows {
  private static final int MOST = 8;

  /** Fewer rows are done before any partition is busy. */
  private static final int ROWS_TO_A_PLACE = 1000;

  private InterleavedRows() {}

  /** The number of positions to read so many rows from. */
  static int places(long rows) {
    return (int) Math.max(1, Math.min(MOST, rows / ROWS_TO_A_PLACE));
  }

  /**
   * Reads each row once, until the sink has enough; in order if there is one place.
   *
   * @param from the ordinal of the first row
   * @param to the ordinal behind that of the last
   */
  static void read(PlanBundle bundle, long from, long to, int places, RowSink sink)
      throws IOException {
    Queue<PlanCursor> turns = new ArrayDeque<>();
    try {
      for (int i = 0; i < places; i++) {
        turns.add(
            bundle.rows(from + (to - from) * i / places, from + (to - from) * (i + 1) / places));
      }
      readInTurn(turns, sink);
    } finally {
      for (PlanCursor rows : turns) {
        rows.close();
      }
    }
  }

  private static void readInTurn(Queue<PlanCursor> turns, RowSink sink) throws IOException {
    boolean more = true;
    while (more && !turns.isEmpty()) {
      PlanCursor rows = turns.remove();
      if (rows.hasNext()) {
        turns.add(rows);
        more = sink.accept(rows.ordinal(), rows.next());
      } else {
        rows.close();
      }
    }
  }
}
