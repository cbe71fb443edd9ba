package io.stocktake.executor.undo;

import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.status.JournalResults;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.manifests.safety.RequiredFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes the undo plan of a plan, in a versioned bucket: what was overwritten or deleted is copied
 * back from its version, what was created is deleted. Each row is guarded by what the apply wrote,
 * so that later changes of others stay. Rows found done before anything was sent are not undone; a
 * row found done after its answer was lost is. Changed tags and properties are not undone; nor is a
 * moved object deleted if its source may be marked to expire.
 */
public final class UndoPlan {
  private static final String NAME = "undo-";
  private static final String UNNAMED = "undo-next";

  private final PlanBundle bundle;
  private final ObjectStore store;

  /** The undo of a plan, in its bucket. */
  public UndoPlan(PlanBundle bundle, ObjectStore store) {
    this.bundle = bundle;
    this.store = store;
  }

  /**
   * Writes it below the plan's own directory. It takes the place of an undo plan that nobody has
   * begun to apply, which knows fewer rows, and else the next free number.
   */
  public Path write(Instant now) throws IOException {
    Path fresh = bundle.directory().resolve(UNNAMED);
    FileTrees.delete(fresh);
    try (PlanWriter writer = PlanWriter.createPrivate(fresh);
        WrittenETags done = new WrittenETags(writer.scratch().resolve("done"))) {
      JournalResults.read(bundle, done::put);
      UndoRows rows = new UndoRows(bundle, store, done, writer);
      rows.write();
      writer.seal(draft(now, rows.notes()));
    }
    Path target = place();
    FileTrees.delete(target);
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    FileTrees.force(bundle.directory());
    return target;
  }

  private Path place() {
    int number = 1;
    while (Files.exists(bundle.directory().resolve(NAME + (number + 1)))) {
      number++;
    }
    Path last = bundle.directory().resolve(NAME + number);
    boolean begun = Files.exists(last.resolve(Journal.FILE));
    return begun ? bundle.directory().resolve(NAME + (number + 1)) : last;
  }

  private Plan draft(Instant now, List<String> left) {
    Plan plan = bundle.plan();
    List<String> notes = new ArrayList<>();
    notes.add("Takes back what was done of plan " + bundle.digest() + ".");
    notes.addAll(left);
    notes.add(
        "What is copied back has its metadata and tags, but the standard storage class, and the"
            + " bucket's own encryption and ACL.");
    Set<String> keys = PropertyRules.of(plan).customerKeys();
    if (!keys.isEmpty()) {
      notes.add(
          "Rows whose version before is under a customer's key ("
              + String.join(", ", keys)
              + ") will fail: S3 copies such a version only with its key, and this plan names"
              + " none.");
    }
    Map<String, String> options = new TreeMap<>(plan.options());
    // What was there before had properties of its own, and needs no file.
    options.remove(Plan.PROPERTIES);
    options.remove(RequiredFiles.OPTION);
    return Plan.draft(
        now.toString(),
        plan.tool(),
        // Its deletes are of what was created, even if part of the source could not be read.
        new Plan.Source(plan.source().root(), Plan.Coverage.COMPLETE),
        plan.destination(),
        plan.inventory(),
        options,
        plan.compared(),
        notes);
  }
}
