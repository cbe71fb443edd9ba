package io.stocktake.executor.report;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Rows and bytes planned, and by outcome; each side counted by itself. */
final class RowTotals {
  private final OutcomeCounts ended = new OutcomeCounts();
  private long plannedRows;
  private long plannedBytes;
  private long leftRows;
  private long leftBytes;

  /** A row that asks for an action. */
  void planned(long bytes) {
    plannedRows++;
    plannedBytes += bytes;
  }

  /** What became of a row; nothing if it is left. */
  void became(Optional<Outcome> outcome, long bytes) {
    if (outcome.isPresent()) {
      ended.add(outcome.get(), bytes);
    } else {
      leftRows++;
      leftBytes += bytes;
    }
  }

  /** Adds all of another. */
  void add(RowTotals other) {
    plannedRows += other.plannedRows;
    plannedBytes += other.plannedBytes;
    leftRows += other.leftRows;
    leftBytes += other.leftBytes;
    other.ended.counts().forEach(ended::add);
  }

  long plannedRows() {
    return plannedRows;
  }

  long plannedBytes() {
    return plannedBytes;
  }

  /** Whether what was planned is what became of it, in rows and in bytes. */
  boolean isBalanced() {
    Map<Outcome, OutcomeCounts.Count> counts = ended.counts();
    long rows = counts.values().stream().mapToLong(OutcomeCounts.Count::rows).sum() + leftRows;
    long bytes = counts.values().stream().mapToLong(OutcomeCounts.Count::bytes).sum() + leftBytes;
    return rows == plannedRows && bytes == plannedBytes;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("planned", figures(plannedRows, plannedBytes));
    ended.counts().forEach((outcome, c) -> json.put(outcome.code(), figures(c.rows(), c.bytes())));
    json.put("left", figures(leftRows, leftBytes));
    return json;
  }

  private static Map<String, Object> figures(long rows, long bytes) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("rows", rows);
    figures.put("bytes", bytes);
    return figures;
  }
}
