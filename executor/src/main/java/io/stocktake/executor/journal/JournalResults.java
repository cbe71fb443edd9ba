package io.stocktake.executor.journal;

import io.stocktake.executor.Result;
import io.stocktake.executor.journal.JournalRecord.Ended;
import io.stocktake.manifests.plan.PlanBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What became of the rows of a plan, in the order in which they ended; the last word counts. */
public final class JournalResults {
  private JournalResults() {}

  /** Takes the results. */
  @FunctionalInterface
  public interface Sink {
    void take(long ordinal, Result result) throws IOException;
  }

  /** Reads a plan's journal, if it has one, up to what an interrupted run was writing. */
  public static void read(PlanBundle bundle, Sink sink) throws IOException {
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
