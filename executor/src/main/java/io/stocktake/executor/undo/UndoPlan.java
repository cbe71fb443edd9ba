package io.stocktake.executor.undo;

import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.journal.JournalResults;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredVersion;
import io.stocktake.executor.undo.WrittenETags.Kind;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanBundle;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.PlanWriter;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Writes the plan that takes a plan back, in a bucket that keeps versions: what was overwritten or
 * deleted is copied back from its version, what was created is deleted; each row is guarded by what
 * the apply left behind, so that later work of others stays. Only rows that were done are taken
 * back. Tags that were changed are not.
 */
public final class UndoPlan {
  private static final String NAME = "undo-";

  /** Lookups under way at once. */
  private static final int AHEAD = 64;

  private final PlanBundle bundle;
  private final ObjectStore store;
  private final Queue<CompletableFuture<Optional<PlanRow>>> ahead = new ArrayDeque<>();
  private long lost;
  private long tagged;

  /** The way back from a plan, in its bucket. */
  public UndoPlan(PlanBundle bundle, ObjectStore store) {
    this.bundle = bundle;
    this.store = store;
  }

  /** Writes it below the plan's own directory, under the next free number. */
  public Path write(Instant now) throws IOException {
    Path target = next(bundle.directory());
    try (PlanWriter writer = PlanWriter.create(target, false);
        WrittenETags done = new WrittenETags(writer.scratch().resolve("done"))) {
      JournalResults.read(bundle, done::put);
      bundle.rows((ordinal, row) -> back(ordinal, row, done, writer));
      drain(0, writer);
      bundle.rows((ordinal, row) -> created(ordinal, row, done, writer));
      writer.seal(draft(now));
    }
    return target;
  }

  private boolean back(long ordinal, PlanRow row, WrittenETags done, PlanWriter writer)
      throws IOException {
    Kind kind = row.action() == Action.NONE ? Kind.NONE : done.kind(ordinal);
    if (kind == Kind.NONE) {
      return true;
    }
    if (row.action() == Action.TAG || row.action() == Action.ADD_TAGS) {
      tagged++;
    } else if (kind == Kind.UNKNOWN) {
      lost++;
    } else if (row.guard().state() == Guard.State.MATCH) {
      Guard left = row.action() == Action.DELETE ? Guard.absent() : Guard.match(done.etag(ordinal));
      ahead.add(find(row, left));
      drain(AHEAD, writer);
    }
    return true;
  }

  private CompletableFuture<Optional<PlanRow>> find(PlanRow row, Guard left) {
    ETag seen = row.guard().etag().orElseThrow();
    return store
        .versions(row.key())
        .thenApply(
            versions ->
                versions.stream()
                    .filter(version -> version.etag().equals(seen))
                    .findFirst()
                    .map(version -> copyBack(row, version, left)));
  }

  private PlanRow copyBack(PlanRow row, StoredVersion version, Guard left) {
    return new PlanRow(
        Action.COPY,
        row.action() == Action.DELETE ? Reason.DELETED : Reason.OVERWRITTEN,
        row.key(),
        "",
        version.size(),
        Optional.empty(),
        Optional.empty(),
        left,
        Optional.empty(),
        Optional.of(
            new CopySource(
                bundle.plan().destination().bucket(),
                row.key(),
                version.etag(),
                Optional.of(version.id()))),
        TagSet.EMPTY);
  }

  /** Writes the rows that were found until so few lookups are under way. */
  private void drain(int most, PlanWriter writer) throws IOException {
    while (ahead.size() > most) {
      Optional<PlanRow> found = Futures.join(ahead.remove());
      if (found.isPresent()) {
        writer.row(found.get());
      } else {
        lost++;
      }
    }
  }

  private boolean created(long ordinal, PlanRow row, WrittenETags done, PlanWriter writer)
      throws IOException {
    if (row.guard().state() == Guard.State.ABSENT && done.kind(ordinal) == Kind.WRITTEN) {
      writer.row(
          new PlanRow(
              Action.DELETE,
              Reason.CREATED,
              row.key(),
              "",
              row.size(),
              Optional.empty(),
              Optional.empty(),
              Guard.match(done.etag(ordinal)),
              Optional.empty()));
    }
    return true;
  }

  private static Path next(Path directory) {
    int number = 1;
    while (Files.exists(directory.resolve(NAME + number))) {
      number++;
    }
    return directory.resolve(NAME + number);
  }

  private Plan draft(Instant now) {
    Plan plan = bundle.plan();
    List<String> notes = new ArrayList<>();
    notes.add("Takes back what was done of plan " + bundle.digest() + ".");
    if (lost > 0) {
      notes.add(lost + " rows cannot be taken back: the version before is not there any more.");
    }
    if (tagged > 0) {
      notes.add(tagged + " objects keep the tags they were given.");
    }
    Map<String, String> options = new TreeMap<>(plan.options());
    // What was there before had properties of its own.
    options.remove(Plan.PROPERTIES);
    return Plan.draft(
        now.toString(),
        plan.tool(),
        plan.source(),
        plan.destination(),
        plan.inventory(),
        options,
        plan.compared(),
        notes);
  }
}
