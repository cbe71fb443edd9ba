package io.stocktake.executor.journal.status;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Writes the residual plan: the rows of a plan without a settled outcome, guards unchanged. */
public final class ResidualPlan {
  private static final String NAME = "residual-";

  private ResidualPlan() {}

  /** Writes it below the plan's own directory, under the next free number. */
  public static Path write(PlanBundle bundle, Journal journal, Instant now) throws IOException {
    Path target = next(bundle.directory());
    Map<Long, UnfinishedUpload> uploads = new TreeMap<>();
    AtomicLong rows = new AtomicLong();
    try (PlanWriter writer = PlanWriter.create(target, isCompressed(bundle.plan()))) {
      writer.keepAttributes(bundle.plan().rowsHaveAttributes());
      bundle.rows(
          (ordinal, row) -> {
            boolean settled = journal.outcome(ordinal).filter(Outcome::settled).isPresent();
            if (row.action() != Action.NONE && !settled) {
              writer.row(row);
              long number = rows.getAndIncrement();
              journal.unfinished(ordinal).ifPresent(upload -> uploads.put(number, upload));
            }
            return true;
          });
      writer.seal(draft(bundle, now));
    }
    hand(uploads, target);
    return target;
  }

  /** Lets the plan's own journal begin with the uploads that are unfinished. */
  private static void hand(Map<Long, UnfinishedUpload> uploads, Path target) throws IOException {
    if (!uploads.isEmpty()) {
      try (Journal journal = Journal.open(PlanBundle.open(target))) {
        for (Map.Entry<Long, UnfinishedUpload> upload : uploads.entrySet()) {
          Futures.join(journal.unfinished(upload.getKey(), upload.getValue()));
        }
      }
    }
  }

  private static Path next(Path directory) {
    int number = 1;
    while (Files.exists(directory.resolve(NAME + number))) {
      number++;
    }
    return directory.resolve(NAME + number);
  }

  private static boolean isCompressed(Plan plan) {
    return plan.problems().name().endsWith(".gz");
  }

  private static Plan draft(PlanBundle bundle, Instant now) {
    Plan plan = bundle.plan();
    List<String> notes = new ArrayList<>(plan.notes());
    notes.add("Holds the rows of plan " + bundle.digest() + " that an apply could not settle.");
    return Plan.draft(
        now.toString(),
        plan.tool(),
        plan.source(),
        plan.destination(),
        plan.inventory(),
        plan.options(),
        plan.compared(),
        notes);
  }
}
