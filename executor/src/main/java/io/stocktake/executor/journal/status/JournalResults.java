package io.stocktake.executor.journal.status;

import io.stocktake.executor.RowResult;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.JournalReader;
import io.stocktake.executor.journal.JournalRecord.Ended;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The results of a plan's rows, in the order in which they ended; the last of a row counts. */
public final class JournalResults {
  private JournalResults() {}

  /** Takes the results. */
  @FunctionalInterface
  public interface ResultConsumer {
    void take(long ordinal, RowResult result) throws IOException;
  }

  /** Reads a plan's journal, if it has one, up to what an interrupted run was writing. */
  public static void read(PlanBundle bundle, ResultConsumer sink) throws IOException {
    Path file = bundle.directory().resolve(Journal.FILE);
    if (Files.exists(file)) {
      JournalReader.read(
          file,
          record -> {
            if (record instanceof Ended ended) {
              sink.take(ended.ordinal(), ended.result());
            }
          });
    }
  }
}
