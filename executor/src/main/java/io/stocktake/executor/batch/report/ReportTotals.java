package io.stocktake.executor.batch.report;

import io.stocktake.manifests.batch.CompletionReport;
import io.stocktake.manifests.batch.ReportRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a report says of its tasks, whoever made the job.
 *
 * @param succeeded tasks that did what they were to do
 * @param failures the others, by what is to be done about them and error code
 */
public record ReportTotals(long succeeded, List<Failure> failures) {
  /**
   * Tasks that failed alike.
   *
   * @param kind what is to be done about them
   * @param code their error code
   * @param rows how many they are
   * @param message what S3 said of the first
   * @param others whether it said something else of others
   */
  public record Failure(
      TaskFailureClass kind, String code, long rows, String message, boolean others) {
    private Failure with(Failure one) {
      boolean differs = others || !one.message.equals(message);
      return new Failure(kind, code, rows + 1, message, differs);
    }
  }

  private record Alike(TaskFailureClass kind, String code) {}

  /**
   * Counts the rows of a report.
   *
   * @throws io.stocktake.manifests.StocktakeException if a file is missing, damaged, or not what it
   *     should be
   */
  public static ReportTotals of(CompletionReport report) throws IOException {
    long[] succeeded = {0};
    Map<Alike, Failure> failures =
        new TreeMap<>(Comparator.comparing(Alike::kind).thenComparing(Alike::code));
    report.rows(
        row -> {
          if (row.succeeded()) {
            succeeded[0]++;
          } else {
            Alike alike = new Alike(TaskFailureClass.of(row), TaskFailureClass.code(row));
            failures.merge(alike, first(alike, row), Failure::with);
          }
        });
    return new ReportTotals(succeeded[0], new ArrayList<>(failures.values()));
  }

  private static Failure first(Alike alike, ReportRow row) {
    return new Failure(alike.kind, alike.code, 1, row.message(), false);
  }

  /** Tasks that failed. */
  public long failed() {
    return failures.stream().mapToLong(Failure::rows).sum();
  }
}
