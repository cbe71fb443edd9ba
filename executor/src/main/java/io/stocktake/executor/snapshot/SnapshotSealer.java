package io.stocktake.executor.snapshot;

import io.stocktake.executor.SnapshotRecord;
import io.stocktake.executor.SnapshotState;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.JournalReplay;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.catalogue.CatalogueWriter;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.snapshot.KnownSnapshots;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import io.stocktake.manifests.snapshot.SnapshotMerge;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Seals the snapshot of a plan that has a catalogue: merges catalogue, rows and outcomes, and
 * uploads the result, as the difference from an earlier snapshot where that is small. Sealing again
 * after a kill gives the same snapshot, or finds it there.
 */
public final class SnapshotSealer {
  private static final String SCRATCH = "snapshot-scratch";

  private final ConditionalFiles files;
  private final PlanParts parts;
  private final long rowsPerPart;

  /** Tells the parts of a plan whose catalogue is in the last of them. */
  @FunctionalInterface
  public interface PlanParts {
    /** A plan of one piece. */
    PlanParts WHOLE = List::of;

    /** All parts, {@code last} too, in the order in which they are applied. */
    List<PlanBundle> of(PlanBundle last) throws IOException;
  }

  /**
   * A sealer for one destination.
   *
   * @param files the folder of its snapshots
   * @param parts tells the parts of a plan
   */
  public SnapshotSealer(ConditionalFiles files, PlanParts parts) {
    this(files, parts, CatalogueWriter.ROWS_PER_PART);
  }

  /** As above, with other rows a part than usual. */
  SnapshotSealer(ConditionalFiles files, PlanParts parts, long rowsPerPart) {
    this.files = files;
    this.parts = parts;
    this.rowsPerPart = rowsPerPart;
  }

  /** Rows of all parts of a plan that are done, by journals that nobody writes to meanwhile. */
  public static long done(List<PlanBundle> parts) throws IOException {
    long done = 0;
    for (PlanBundle part : parts) {
      Path journal = part.directory().resolve(Journal.FILE);
      done += JournalReplay.of(part, journal).states().done();
    }
    return done;
  }

  /**
   * Prepares a plan that prunes: checks that it knew every snapshot, and marks those that it
   * removes.
   *
   * @throws StocktakeException of kind REFUSED if one was sealed since, which may need what is
   *     removed
   */
  public void beginPruning(PlanBundle plan) throws IOException {
    KnownSnapshots known = KnownSnapshots.of(plan.plan());
    SnapshotFolder folder = new SnapshotFolder(files);
    SnapshotFolder.Listing listing = folder.list();
    known.require(listing);
    known.mark(folder, listing);
  }

  /** The state of the snapshot of a plan, when nothing else is written to its journal. */
  public SnapshotState state(PlanBundle plan, Journal journal) throws IOException {
    boolean wanted = !plan.plan().catalogue().isEmpty();
    return SnapshotRecord.state(plan, journal.snapshot(), wanted ? done(parts.of(plan)) : 0);
  }

  /**
   * Seals the snapshot if it is missing, and journals it.
   *
   * @return why it could not be sealed, in a sentence
   */
  public Optional<String> sealMissing(PlanBundle plan, Journal journal) throws IOException {
    if (!state(plan, journal).isOwed()) {
      return Optional.empty();
    }
    SnapshotRecord sealed;
    try {
      sealed = seal(plan);
    } catch (IOException e) {
      String why = e instanceof StocktakeException ? e.getMessage() : SystemErrors.sentence(e);
      return Optional.of("the snapshot is not sealed yet: " + why + "; run apply again to seal it");
    }
    Futures.join(journal.snapshot(sealed));
    return Optional.empty();
  }

  private SnapshotRecord seal(PlanBundle plan) throws IOException {
    List<PlanBundle> all = parts.of(plan);
    long done = done(all);
    SnapshotFolder folder = new SnapshotFolder(files);
    Optional<Snapshot> earlier = folder.ofPlan(plan.plan().created(), plan.digest());
    if (earlier.isPresent() && earlier.get().totals().notStored() == 0) {
      return record(earlier.get(), done);
    }
    Path scratch = plan.directory().resolve(SCRATCH);
    FileTrees.delete(scratch);
    try {
      return record(seal(plan, all, folder, earlier, scratch), done);
    } finally {
      FileTrees.delete(scratch);
    }
  }

  private static SnapshotRecord record(Snapshot sealed, long done) {
    return new SnapshotRecord(sealed.id(), sealed.totals().notStored(), done);
  }

  private Snapshot seal(
      PlanBundle plan,
      List<PlanBundle> all,
      SnapshotFolder folder,
      Optional<Snapshot> earlier,
      Path scratch)
      throws IOException {
    Optional<Snapshot> newest =
        folder.newest(plan.plan().source().root(), plan.plan().destination());
    Optional<Snapshot> base = newest.isPresent() ? folder.full(newest.get()) : newest;
    Path local = scratch.resolve("parts");
    SnapshotDraft draft;
    try (SnapshotRows rows = new SnapshotRows(plan, all, scratch);
        SnapshotMerge before =
            base.isEmpty() ? null : folder.merge(newest.get(), scratch.resolve("before"))) {
      draft = SnapshotDraft.write(rows, before, local, rowsPerPart);
    }
    if (earlier.isPresent() && draft.totals().notStored() >= earlier.get().totals().notStored()) {
      return earlier.get();
    }
    int number = earlier.map(Snapshot::number).orElse(0) + 1;
    String id = Snapshot.id(plan.plan().created(), plan.digest(), number);
    boolean delta = base.isPresent() && draft.isDelta(SnapshotDraft.bytes(base.get().parts()));
    SnapshotUpload upload = new SnapshotUpload(files, local);
    Plan of = plan.plan();
    Snapshot sealed =
        new Snapshot(
            Snapshot.FORMAT,
            id,
            of.created(),
            plan.digest(),
            of.tool(),
            of.source().root(),
            of.destination(),
            of.source().coverage(),
            of.options().containsKey("filter") || of.options().containsKey("one-file-system"),
            delta ? base.get().id() : "",
            draft.totals(),
            upload.parts(id, delta ? draft.changed() : draft.full()),
            delta ? upload.parts(id, draft.removed()) : List.of());
    upload.seal(sealed);
    return sealed;
  }
}
