package io.stocktake.executor.undo;

import io.stocktake.executor.control.Futures;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredVersion;
import io.stocktake.executor.undo.WrittenETags.Kind;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanCursor;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The rows of an undo plan, in the order of its own: first what is copied back, by key, whether it
 * was overwritten or deleted; then the deletes of what was created.
 */
final class UndoRows {
  /** What leaves the object's content as it is. */
  private static final Set<Action> STAYS =
      EnumSet.of(Action.TAG, Action.ADD_TAGS, Action.SET_PROPERTIES);

  /** Lookups under way at once. */
  private static final int AHEAD = 64;

  private final PlanBundle bundle;
  private final ObjectStore store;
  private final WrittenETags done;
  private final PlanWriter writer;
  private final Queue<CompletableFuture<Optional<PlanRow>>> ahead = new ArrayDeque<>();
  private Optional<ObjectKey> last = Optional.empty();
  private boolean expires;
  private long lost;
  private long changed;
  private long found;
  private long open;
  private long moved;

  UndoRows(PlanBundle bundle, ObjectStore store, WrittenETags done, PlanWriter writer) {
    this.bundle = bundle;
    this.store = store;
    this.done = done;
    this.writer = writer;
  }

  /** Writes all rows; waits for the store where only its versions tell. */
  void write() throws IOException {
    long rows = bundle.plan().rows();
    long writes = Math.max(0, rows - bundle.plan().rows(Action.DELETE));
    try (PlanCursor written = bundle.rows(0, writes);
        PlanCursor deleted = bundle.rows(writes, rows)) {
      merge(new Replaced(written), new Replaced(deleted));
    }
    drain(0);
    last = Optional.empty();
    bundle.rows(this::created);
    drain(0);
  }

  /** The rows of a cursor whose object was there before, and is not now. */
  private final class Replaced {
    private final PlanCursor cursor;
    private long ordinal;
    private PlanRow row;

    Replaced(PlanCursor cursor) throws IOException {
      this.cursor = cursor;
      advance();
    }

    void advance() throws IOException {
      row = null;
      while (row == null && cursor.hasNext()) {
        ordinal = cursor.ordinal();
        PlanRow next = cursor.next();
        row = isReplaced(ordinal, next) ? next : null;
      }
    }

    boolean isBefore(Replaced other) {
      return row != null && (other.row == null || row.key().compareTo(other.row.key()) <= 0);
    }
  }

  private void merge(Replaced written, Replaced deleted) throws IOException {
    while (written.row != null || deleted.row != null) {
      Replaced next = written.isBefore(deleted) ? written : deleted;
      ahead.add(restored(next.ordinal, next.row));
      drain(AHEAD);
      next.advance();
    }
  }

  /** Whether there is a version to be copied back; all other rows are counted. */
  private boolean isReplaced(long ordinal, PlanRow row) throws IOException {
    expires |= row.tags().tags().entrySet().containsAll(TagSet.EXPIRE.tags().entrySet());
    Kind kind = row.action() == Action.NONE ? Kind.NONE : done.kind(ordinal);
    found += kind == Kind.FOUND ? 1 : 0;
    open += kind == Kind.OPEN ? 1 : 0;
    boolean ours = kind == Kind.WRITTEN || kind == Kind.DONE;
    changed += ours && STAYS.contains(row.action()) ? 1 : 0;
    return ours && !STAYS.contains(row.action()) && row.guard().state() == Guard.State.MATCH;
  }

  private CompletableFuture<Optional<PlanRow>> restored(long ordinal, PlanRow row)
      throws IOException {
    Optional<Guard> left =
        row.action() == Action.DELETE ? Optional.of(Guard.absent()) : written(ordinal);
    ETag seen = row.guard().etag().orElseThrow();
    return store.versions(row.key()).thenApply(versions -> restored(row, versions, seen, left));
  }

  /** The guard that only what the row wrote fulfils, if its ETag is known. */
  private Optional<Guard> written(long ordinal) throws IOException {
    return done.kind(ordinal) == Kind.WRITTEN
        ? Optional.of(Guard.match(done.etag(ordinal)))
        : Optional.empty();
  }

  /** A row whose ETag nobody told wrote the version that is next to the one it replaced. */
  private Optional<PlanRow> restored(
      PlanRow row, List<StoredVersion> versions, ETag seen, Optional<Guard> left) {
    int place = versions.stream().map(StoredVersion::etag).toList().indexOf(seen);
    if (place < 0 || (left.isEmpty() && place == 0)) {
      return Optional.empty();
    }
    Guard guard = left.orElseGet(() -> Guard.match(versions.get(place - 1).etag()));
    return Optional.of(copyBack(row, versions.get(place), guard));
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

  private boolean created(long ordinal, PlanRow row) throws IOException {
    Kind kind = done.kind(ordinal);
    boolean made =
        row.guard().state() == Guard.State.ABSENT && (kind == Kind.WRITTEN || kind == Kind.DONE);
    if (made && row.reason() == Reason.MOVED && expires) {
      moved++;
    } else if (made) {
      Optional<Guard> left = written(ordinal);
      ahead.add(
          left.isPresent()
              ? CompletableFuture.completedFuture(Optional.of(remove(row, left.get())))
              : store.versions(row.key()).thenApply(versions -> onlyOne(row, versions)));
      drain(AHEAD);
    }
    return true;
  }

  /** A key that was absent, and has one version, has that of the row whose ETag nobody told. */
  private static Optional<PlanRow> onlyOne(PlanRow row, List<StoredVersion> versions) {
    return versions.size() == 1
        ? Optional.of(remove(row, Guard.match(versions.get(0).etag())))
        : Optional.empty();
  }

  private static PlanRow remove(PlanRow row, Guard left) {
    return new PlanRow(
        Action.DELETE,
        Reason.CREATED,
        row.key(),
        "",
        row.size(),
        Optional.empty(),
        Optional.empty(),
        left,
        Optional.empty());
  }

  /** Writes the rows that were found until so few lookups are under way. */
  private void drain(int most) throws IOException {
    while (ahead.size() > most) {
      Optional<PlanRow> row = Futures.join(ahead.remove());
      if (row.isPresent() && follows(row.get())) {
        writer.row(row.get());
        last = Optional.of(row.get().key());
      } else {
        lost++;
      }
    }
  }

  /** The planner names no key twice; a person, or another program, may have. */
  private boolean follows(PlanRow row) {
    return last.isEmpty() || last.get().compareTo(row.key()) < 0;
  }

  /** What the undo plan leaves as it is, in sentences. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    note(notes, lost, "rows cannot be taken back: the version before is not there any more.");
    note(notes, changed, "objects keep the tags and properties they were given.");
    note(notes, found, "rows were found done before anything was sent, and are left so.");
    note(notes, open, "rows have no known outcome; apply the plan again for an undo plan of them.");
    note(
        notes,
        moved,
        "moved objects stay at their new keys, too: what they were may be marked to expire.");
    return notes;
  }

  private static void note(List<String> notes, long rows, String sentence) {
    if (rows > 0) {
      notes.add(rows + " " + sentence);
    }
  }
}
