package io.stocktake.planner;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.catalogue.ObjectEvidence;
import io.stocktake.manifests.inventory.InventoryManifest;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Plan.Coverage;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Verdict;
import io.stocktake.manifests.safety.DeleteLimits;
import io.stocktake.manifests.safety.DeleteTotals;
import io.stocktake.planner.checksums.Checksums;
import io.stocktake.planner.checksums.FileChecksums;
import io.stocktake.planner.compare.ComparedSides;
import io.stocktake.planner.compare.FileComparison;
import io.stocktake.planner.compare.OrphanRows;
import io.stocktake.planner.compare.content.ContentResolver;
import io.stocktake.planner.compare.content.HashingPool;
import io.stocktake.planner.compare.moves.MoveDetector;
import io.stocktake.planner.compare.output.CatalogueCollector;
import io.stocktake.planner.compare.output.DuplicateReport;
import io.stocktake.planner.compare.output.EarlyPartWriter;
import io.stocktake.planner.compare.output.KeyCollisions;
import io.stocktake.planner.compare.output.PlanCollector;
import io.stocktake.planner.compare.output.PlanRowCodec;
import io.stocktake.planner.compare.output.SideInputs;
import io.stocktake.planner.compare.output.UnprovenKeys;
import io.stocktake.planner.compare.remote.CopySourceIndex;
import io.stocktake.planner.compare.remote.RemoteIndex;
import io.stocktake.planner.inventory.InventoryRow;
import io.stocktake.planner.inventory.reader.InventoryReader;
import io.stocktake.planner.join.KeyTable;
import io.stocktake.planner.join.OffHeap;
import io.stocktake.planner.reconcile.OrphanPolicy;
import io.stocktake.planner.reconcile.Reconciler;
import io.stocktake.planner.reconcile.RemoteObject;
import io.stocktake.planner.request.KeyMapping;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanPartConsumer;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanProgress.Phase;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.SourceTree;
import io.stocktake.planner.source.local.LocalTree;
import io.stocktake.planner.state.FingerprintCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a plan: reads the inventory, walks the source, compares, and seals what is to be changed.
 * Changes nothing but the directory of the plan.
 */
public final class Planner {
  private final PlanRequest request;
  private final PlanProgress progress;
  private final Optional<PlanPartConsumer> parts;
  private final S3Location destination;
  private final KeyMapping mapping;
  private final Reconciler reconciler;
  private final SourceFiles files;
  private final SideInputs inputs;
  private final SourceTree source;
  private final List<String> notes = new ArrayList<>();

  private Planner(
      PlanRequest request,
      SourceTree source,
      PlanProgress progress,
      Optional<PlanPartConsumer> parts) {
    this.request = request;
    this.parts = parts;
    this.progress = progress;
    this.destination = request.destination().asFolder();
    this.mapping =
        new KeyMapping(
            destination.prefix(),
            request.options().naming().form(),
            request.options().rules().encryption());
    this.reconciler = new Reconciler(request.options().policy(destination.prefix()));
    this.files = new SourceFiles(request, source, mapping);
    this.source = source;
    this.inputs =
        new SideInputs(request.options(), files.filterUse(), destination.prefix().length());
  }

  /**
   * Makes the plan that is asked for.
   *
   * @return the plan, sealed in {@code request.out()}
   * @throws StocktakeException if the evidence is not good enough, or a safety rule forbids it
   */
  public static Plan plan(PlanRequest request, PlanProgress progress)
      throws IOException, InterruptedException {
    return plan(request, local(request), progress);
  }

  /**
   * Makes the plan that is asked for, of files that lie elsewhere.
   *
   * @param source the files, in place of the request's local directory
   * @throws StocktakeException as {@link #plan(PlanRequest, PlanProgress)}
   */
  public static Plan plan(PlanRequest request, SourceTree source, PlanProgress progress)
      throws IOException, InterruptedException {
    return new Planner(request, source, progress, Optional.empty()).plan();
  }

  /**
   * Makes the plan that is asked for, and hands on parts of it as soon as they are certain; the
   * plan itself is what is left. It deletes only if all those parts ended well.
   *
   * @return the last part, sealed in {@code request.out()}
   * @throws StocktakeException as {@link #plan(PlanRequest, PlanProgress)}; the parts handed on by
   *     then stay
   */
  public static Plan inParts(PlanRequest request, PlanProgress progress, PlanPartConsumer parts)
      throws IOException, InterruptedException {
    return new Planner(request, local(request), progress, Optional.of(parts)).plan();
  }

  /** What a listing is of may be elsewhere. */
  private static SourceTree local(PlanRequest request) throws IOException {
    LinkPolicy links = request.options().naming().links();
    return request.options().selection().listing().isPresent()
        ? LocalTree.ofAny(request.source(), links)
        : LocalTree.of(request.source(), links);
  }

  private Plan plan() throws IOException, InterruptedException {
    refuseOrphansOfLists();
    refuseOtherBucket();
    refuseOldInventory();
    source.require(request.options().safety().requiredFiles());
    refuseNarrowerListing();
    new OutputPlaces(request, source).check();
    int threads = request.options().resources().threads();
    try (PlanWriter writer =
            PlanWriter.create(request.out(), request.options().resources().gzip());
        InventoryReader inventory =
            new InventoryReader(request.inventory(), writer.scratch(), threads);
        OffHeap memory =
            new OffHeap(
                writer.scratch().resolve("objects"), request.options().resources().memory());
        FingerprintCache cache =
            request.evidence().state().isEmpty()
                ? null
                : FingerprintCache.open(request.evidence().state().get(), source.location());
        DuplicateReport report = report(writer.scratch());
        CatalogueCollector catalogue = catalogue(writer.scratch())) {
      writer.keepAttributes(request.options().selection().attributes().onObjects());
      RemoteIndex remote =
          new RemoteIndex(
              inventory,
              destination.prefix(),
              mapping.ofObjects(files.filter()),
              reconciler::worth,
              memory,
              threads);
      long inventoryRows = remote.load(progress::object, progress::leaveOutObject);
      PlanDocument drafts =
          new PlanDocument(
              request, files, progress, remote.table(), inventoryRows, inventory.tellsEncryption());
      try (ExternalSorter<PlanRow> sorter =
              PlanRowCodec.sorter(
                  writer.scratch().resolve("rows"), PlanRowCodec.ROWS_IN_MEMORY, PlanRow.ORDER);
          EarlyPartWriter early = early(writer, drafts, sorter)) {
        PlanCollector findings =
            new PlanCollector(
                writer,
                early == null ? sorter::add : early,
                progress,
                mapping,
                inputs,
                new UnprovenKeys(UnprovenKeys.LIMIT),
                Optional.ofNullable(catalogue));
        compare(
            remote,
            writer.scratch(),
            findings,
            memory,
            Optional.ofNullable(cache),
            Optional.ofNullable(report));
        if (early != null) {
          early.finish();
        }
        if (cache != null
            && findings.coverage() == Coverage.COMPLETE
            && request.options().selection().isAll()) {
          cache.finishComplete();
        }
        boolean countsOrphans = request.options().selection().filesFrom().isEmpty();
        Plan.Compared compared = drafts.compared(countsOrphans);
        if (concernsOrphans()) {
          planOrphans(remote, findings);
        }
        write(writer, sorter, Optional.ofNullable(report));
        notes.addAll(inputs.notes());
        Plan plan = drafts.whole(findings.coverage(), compared, notes);
        List<Plan.Part> files = catalogue == null ? List.of() : catalogue.write(writer.catalogue());
        return writer.seal(plan.withInputs(inputs.inputs()).withCatalogue(files));
      }
    }
  }

  /** What takes the rows that need not wait; null where nobody takes parts of the plan. */
  private EarlyPartWriter early(
      PlanWriter writer, PlanDocument drafts, ExternalSorter<PlanRow> late) {
    return parts.isEmpty()
        ? null
        : new EarlyPartWriter(
            parts.get(), reconciler, request.options(), drafts::early, writer::problem, late::add);
  }

  private void write(
      PlanWriter writer, ExternalSorter<PlanRow> sorter, Optional<DuplicateReport> report)
      throws IOException {
    progress.enter(Phase.WRITING);
    if (report.isPresent()) {
      notes.add(report.get().finish());
      progress.unknown(report.get().unknown(progress.files()));
    }
    KeyCollisions rows = new KeyCollisions(writer::row, writer::problem);
    sorter.drain(rows);
    rows.finish();
  }

  private DuplicateReport report(Path scratch) throws IOException {
    Optional<Path> file = request.options().reading().duplicates();
    return file.isEmpty() ? null : new DuplicateReport(file.get(), scratch, mapping);
  }

  /** Null where no attributes are kept. */
  private CatalogueCollector catalogue(Path scratch) throws IOException {
    PlanOptions options = request.options();
    return options.selection().attributes().inCatalogue()
        ? new CatalogueCollector(
            scratch.resolve("catalogue"),
            mapping,
            options.reading().sizeOnly() ? ObjectEvidence.SIZE : ObjectEvidence.COMPARED)
        : null;
  }

  private Optional<CopySourceIndex> loadCopies(Path scratch, OffHeap memory)
      throws IOException, InterruptedException {
    return request.copyFrom().isEmpty()
        ? Optional.empty()
        : Optional.of(
            CopySourceIndex.load(
                request.copyFrom().get(),
                scratch,
                request.options().resources().threads(),
                memory));
  }

  private void compare(
      RemoteIndex remote,
      Path scratch,
      PlanCollector findings,
      OffHeap memory,
      Optional<FingerprintCache> cache,
      Optional<DuplicateReport> report)
      throws IOException, InterruptedException {
    PlanOptions options = request.options();
    Optional<FileChecksums> known = files.checksums(memory);
    known.ifPresent(list -> notes.add(list.note()));
    ContentResolver contents =
        new ContentResolver(
            options, source, cache, known, report, request.stamp().clock(), findings, progress);
    Checksums checksums =
        Checksums.of(request.evidence().checksums(), destination.bucket(), memory);
    Optional<CopySourceIndex> copies = loadCopies(scratch, memory);
    progress.enter(Phase.COMPARING);
    try (MoveDetector moves =
        new MoveDetector(
            destination,
            scratch,
            options,
            reconciler,
            remote,
            findings,
            contents,
            parts.isPresent())) {
      try (HashingPool hashing = new HashingPool(options.resources().threads())) {
        FileComparison comparison =
            new FileComparison(
                options,
                reconciler,
                new ComparedSides(mapping, remote, checksums, copies),
                moves,
                findings,
                contents,
                hashing);
        inputs.evidence(known, checksums);
        inputs.listed(files.walk(comparison, progress));
        comparison.finish();
        hashing.finish();
        inputs.check(progress.files() > 0 && parts.isEmpty());
      }
      progress.enter(Phase.MOVED);
      moves.settle();
    }
  }

  private boolean concernsOrphans() {
    return request.options().content().orphans() != OrphanPolicy.LEAVE
        || request.options().rules().tags().rules().stream()
            .anyMatch(rule -> rule.verdicts().contains(Verdict.ORPHAN));
  }

  /** Plans what becomes of orphans where absence is proven; says why where it is not. */
  private void planOrphans(RemoteIndex remote, PlanCollector findings)
      throws IOException, InterruptedException {
    if (request.options().content().orphans() == OrphanPolicy.LIST) {
      listOrphans(remote, findings);
      return;
    }
    if (findings.coverage() == Coverage.PARTIAL) {
      notes.add(
          "Nothing is deleted or tagged as an orphan: parts of the source could not be read, so a"
              + " missing file proves nothing. The list of problems names them.");
      return;
    }
    if (progress.files() + progress.setAside() == 0 && remote.table().size() > 0) {
      throw StocktakeException.refused(
          source.location()
              + (progress.leftOut() > 0
                  ? " holds no file that the filters let pass, so all "
                  : " holds no file, so all ")
              + remote.table().size()
              + " objects below "
              + destination
              + " would count as orphans; if it is not simply the wrong directory or an unmounted"
              + " disk, remove them by other means");
    }
    source.require(request.options().safety().requiredFiles());
    if (request.options().content().orphans() != OrphanPolicy.LEAVE) {
      refuseTooManyDeletes(remote);
    }
    if (request.options().content().orphans() == OrphanPolicy.DELETE && !earlierPartsEndedWell()) {
      notes.add(
          "Nothing is deleted: rows of earlier parts of this sync did not end well, and an object"
              + " may be all there is of them. Sync again when they have been seen to.");
      return;
    }
    listOrphans(remote, findings);
  }

  private void listOrphans(RemoteIndex remote, PlanCollector findings)
      throws IOException, InterruptedException {
    progress.enter(Phase.LISTING_ORPHANS);
    spareDeliveries(findings);
    OrphanRows orphaned = new OrphanRows(reconciler, findings);
    remote.orphans(orphaned::row);
  }

  /** What is below a prefix is counted by reading the inventory once more. */
  private void refuseTooManyDeletes(RemoteIndex remote) throws IOException, InterruptedException {
    DeleteLimits limits = request.options().safety().maxDelete();
    DeleteTotals scale = new DeleteTotals(limits, destination);
    KeyTable objects = remote.table();
    if (limits.namesPrefixes()) {
      remote.objects((row, object) -> weigh(scale, row, object));
    } else {
      scale.whole(objects.unclaimed(), objects.unclaimedBytes(), objects.size());
    }
    scale.check(
        FailureCode.TOO_MANY_ORPHANS,
        "nothing was planned: is this the right source, and all of it?");
  }

  private static void weigh(DeleteTotals scale, InventoryRow row, RemoteObject object) {
    String key = ObjectKey.of(row.key()).value();
    scale.object(key);
    if (!object.claimed()) {
      scale.deleted(key, Math.max(0, row.size()));
    }
  }

  private boolean earlierPartsEndedWell() throws IOException, InterruptedException {
    return parts.isEmpty() || parts.get().endedWell();
  }

  /** Inventories delivered into the bucket they list are no orphans. */
  private void spareDeliveries(PlanCollector findings) {
    InventoryManifest manifest = request.inventory().manifest();
    if (manifest.destinationBucket().equals(destination.bucket())) {
      manifest.files().stream()
          .map(file -> file.key().replaceFirst("/data/[^/]*$", ""))
          .distinct()
          .forEach(findings::shadow);
    }
  }

  /** A list may lack files that are there. */
  private void refuseOrphansOfLists() throws StocktakeException {
    if (!request.options().selection().provesAbsence() && concernsOrphans()) {
      throw StocktakeException.usage(
          FailureCode.ORPHANS_OF_LIST,
          "deletes, and tags for orphans, need a walk of the whole source: that a list lacks a file"
              + " does not prove that it is gone");
    }
  }

  private void refuseOldInventory() throws StocktakeException {
    request
        .options()
        .safety()
        .checkInventory(
            request.inventory().describe(),
            request.inventory().manifest().scanned(),
            request.stamp().clock().instant(),
            "wait for the next delivery, or name a newer one");
  }

  private void refuseOtherBucket() throws StocktakeException {
    String listed = request.inventory().manifest().sourceBucket();
    if (!listed.equals(destination.bucket())) {
      throw StocktakeException.usage(
          "the inventory at "
              + request.inventory().describe()
              + " lists the bucket "
              + listed
              + ", but the destination is "
              + destination.bucket()
              + "; name that bucket's inventory");
    }
  }

  /** A listing of a part of the bucket says nothing of the rest. */
  private void refuseNarrowerListing() throws StocktakeException {
    String listed = request.inventory().manifest().prefix();
    if (!destination.prefix().startsWith(listed)) {
      throw StocktakeException.usage(
          "the listing at "
              + request.inventory().describe()
              + " is of the keys below "
              + listed
              + " alone, but the destination is "
              + destination
              + "; list all of it");
    }
  }
}
