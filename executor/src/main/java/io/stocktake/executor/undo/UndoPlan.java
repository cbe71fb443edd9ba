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
import io.stocktake.manifests.rules.PropertyRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Writes the plan that takes a plan back, in a bucket that keeps versions: what was overwritten or
 * deleted is copied back from its version, what was created is deleted; each row is guarded by what
 * the apply left behind, so that later work of others stays. Only rows that are sure to have been
 * done by the plan are taken back. Tags and properties that were changed are not; nor is what was
 * moved deleted, for what it was moved from may be marked to expire.
 */
public final class UndoPlan {
  private static final String NAME = "undo-";

  /** What leaves the object's content as it is. */
  private static final Set<Action> STAYS =
      EnumSet.of(Action.TAG, Action.ADD_TAGS, Action.SET_PROPERTIES);

  /** Lookups under way at once. */
  private static final int AHEAD = 64;

  private final PlanBundle bundle;
  private final ObjectStore store;
  private final Queue<CompletableFuture<Optional<PlanRow>>> ahead = new ArrayDeque<>();
  private long lost;
  private long changed;
  private long found;
  private long moved;

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
    if (kind == Kind.FOUND) {
      found++;
    } else if (STAYS.contains(row.action())) {
      changed++;
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
    boolean made = row.guard().state() == Guard.State.ABSENT && done.kind(ordinal) == Kind.WRITTEN;
    if (made && row.reason() == Reason.MOVED) {
      moved++;
    } else if (made) {
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
    if (changed > 0) {
      notes.add(changed + " objects keep the tags and properties they were given.");
    }
    if (found > 0) {
      notes.add(
          found
              + " rows were found done and are left so: nobody can tell whether this plan did it.");
    }
    if (moved > 0) {
      notes.add(
          moved
              + " moved objects stay at their new keys, too: what they were may be marked to expire.");
    }
    notes.add(
        "What is copied back has its metadata and tags, but the standard storage class, and the"
            + " bucket's own encryption and ACL.");
    Set<String> keys = PropertyRules.of(plan).customerKeys();
    if (!keys.isEmpty()) {
      notes.add(
          "Rows whose version before is under a customer's key ("
              + String.join(", ", keys)
              + ") will fail: S3 copies such a version for who has its key alone, and this plan"
              + " names none.");
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
