package io.stocktake.planner.restore;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestorePlan;
import io.stocktake.manifests.restore.RestoreStamp;
import io.stocktake.manifests.restore.RestoreWriter;
import io.stocktake.planner.compare.output.UnprovenKeys;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanProgress.Phase;
import io.stocktake.planner.restore.paths.PathCollisions;
import io.stocktake.planner.restore.paths.PlacedObject;
import io.stocktake.planner.restore.resolve.Candidate;
import io.stocktake.planner.restore.resolve.ExistingRules;
import io.stocktake.planner.restore.resolve.PathResolution;
import io.stocktake.planner.restore.resolve.RestoreTotals;
import io.stocktake.planner.restore.resolve.TargetState;
import io.stocktake.planner.restore.source.ObjectSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;

/**
 * Makes a restore plan: selects the objects, gives each its path, compares the target with them as
 * {@link io.stocktake.planner.Planner} compares any source, and seals what is to be fetched.
 * Changes nothing but the directory of the plan.
 */
public final class RestorePlanner {
  /** Rows that a sorter holds in memory; several are at work one after the other. */
  private static final int ROWS_IN_MEMORY = 100_000;

  private final RestoreRequest request;
  private final RestoreOptions options;
  private final PlanProgress progress;
  private final S3Location source;
  private final Path target;
  private final RestoreTotals totals = new RestoreTotals();
  private final UnprovenKeys unseen = new UnprovenKeys(UnprovenKeys.LIMIT);

  private RestorePlanner(RestoreRequest request, PlanProgress progress) throws IOException {
    this.request = request;
    this.options = request.options();
    this.progress = progress;
    this.source = request.source().asFolder();
    this.target = RestoreChecks.real(request.target());
  }

  /**
   * Makes the plan that is asked for.
   *
   * @return the plan, sealed in {@code request.out()}
   * @throws StocktakeException if the evidence is not good enough, or a safety rule forbids it
   */
  public static RestoreBundle plan(RestoreRequest request, PlanProgress progress)
      throws IOException, InterruptedException {
    RestoreChecks.check(request);
    new RestorePlanner(request, progress).plan();
    return RestoreBundle.open(request.out());
  }

  private void plan() throws IOException, InterruptedException {
    try (RestoreWriter writer = RestoreWriter.create(request.out())) {
      Path scratch = writer.scratch();
      try (ExternalSorter<PlacedObject> byName =
          sorter(scratch, "names", PlacedObject.CODEC, ObjectJoin.BY_NAME)) {
        ObjectDelivery delivery =
            new ObjectDelivery(
                Files.createDirectories(scratch.resolve("delivery")), source, scanned());
        ObjectSource.Selected selected;
        try (ExternalSorter<PlacedObject> byPath =
            sorter(scratch, "paths", PlacedObject.CODEC, PathCollisions.ORDER)) {
          selected = select(scratch, byPath, byName);
          refuseNothing();
          delivery.write(byPath, byName);
        }
        PlanBundle comparison =
            new TargetComparison(request, source, target).plan(delivery, scratch, progress);
        write(writer, comparison, byName);
        Plan.Compared compared = comparison.plan().compared();
        totals.check(compared.same());
        writer.seal(
            new RestorePlan.Source(
                source.bucket(), source.prefix(), options.at().map(Instant::toString).orElse("")),
            new RestorePlan.Target(
                target.toString(), compared.files(), totals.sameFiles(), totals.sameBytes()),
            selected.evidence(),
            options.describe(),
            new RestoreStamp(
                request.stamp().clock().instant(),
                request.stamp().tool(),
                new RestoreNotes(options, totals, selected).sentences()));
      }
    }
  }

  private static <T> ExternalSorter<T> sorter(
      Path scratch, String name, ExternalSorter.Codec<T> codec, Comparator<T> order)
      throws IOException {
    return new ExternalSorter<>(
        scratch.resolve(name), codec, order, ROWS_IN_MEMORY, ExternalSorter.FAN_IN);
  }

  private ObjectSource.Selected select(
      Path scratch, ExternalSorter<PlacedObject> byPath, ExternalSorter<PlacedObject> byName)
      throws IOException, InterruptedException {
    progress.enter(Phase.READING_INVENTORY);
    return request
        .objects()
        .select(
            new ObjectSource.Selection(
                source,
                options.at(),
                options.renamesUnsafe(),
                options.comparison().resources().threads(),
                Files.createDirectories(scratch.resolve("selection"))),
            placed -> {
              totals.object();
              boolean hasPath =
                  placed.problem().isEmpty() && placed.kind() != PlacedObject.Kind.ROOT;
              (hasPath ? byPath : byName).add(placed);
            });
  }

  /** No object at all is a wrong prefix or time more often than an empty backup. */
  private void refuseNothing() throws StocktakeException {
    if (totals.objects() == 0) {
      throw StocktakeException.refused(
          FailureCode.NO_OBJECTS_TO_RESTORE,
          "there is no object below "
              + source
              + options.at().map(time -> " at " + time).orElse("")
              + (options.removesExtra()
                  ? ", so every file of " + target + " would be removed"
                  : ", so nothing would be restored")
              + "; nothing was planned");
    }
  }

  private void write(
      RestoreWriter writer, PlanBundle comparison, ExternalSorter<PlacedObject> byName)
      throws IOException {
    progress.enter(Phase.WRITING);
    comparison.problems(
        problem -> {
          writer.problem(problem);
          if (problem.kind().effect() != Problem.Effect.NONE) {
            unseen.add(problem.path());
          }
          return true;
        });
    if (unseen.everything()) {
      throw StocktakeException.refused(
          "more than "
              + UnprovenKeys.LIMIT
              + " files or directories of "
              + target
              + " could not be read or are no files; restore into another directory");
    }
    Path scratch = writer.scratch();
    ExternalSorter<Candidate> candidates =
        sorter(scratch, "rows", Candidate.CODEC, Candidate.BY_PATH);
    ExternalSorter<Candidate> links =
        sorter(scratch, "links", Candidate.CODEC, Candidate.AS_PLANNED);
    try (candidates;
        links) {
      join(writer, comparison, byName, candidates);
      if (options.removesExtra() && request.objects().knowsDirectories()) {
        new TargetDirectories(target).each(candidates::add);
      }
      resolve(writer, candidates, links);
      links.drain(link -> writer.row(link.row()));
    }
  }

  private void join(
      RestoreWriter writer,
      PlanBundle comparison,
      ExternalSorter<PlacedObject> byName,
      ExternalSorter<Candidate> candidates)
      throws IOException {
    try (ExternalSorter<PlacedObject>.Cursor objects = byName.cursor()) {
      ObjectJoin join =
          new ObjectJoin(
              new ObjectJoin.Sides(source.prefix(), target, options, unseen::cover, totals),
              objects,
              candidates::add,
              writer::problem);
      comparison.rows(join);
      join.finish();
    }
  }

  private void resolve(
      RestoreWriter writer, ExternalSorter<Candidate> candidates, ExternalSorter<Candidate> links)
      throws IOException {
    try (TargetState state = new TargetState(target)) {
      PathResolution resolution =
          new PathResolution(
              state,
              new ExistingRules(options.existing(), target),
              candidate -> {
                if (candidate.row().action() == RestoreAction.LINK) {
                  links.add(candidate);
                } else {
                  writer.row(candidate.row());
                }
              },
              writer::problem,
              totals);
      candidates.drain(resolution);
      resolution.finish();
    }
  }

  private Instant scanned() {
    return request.objects().scanned();
  }
}
