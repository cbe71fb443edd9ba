package io.stocktake.planner.restore;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.safety.Safety;
import io.stocktake.planner.Planner;
import io.stocktake.planner.reconcile.OrphanPolicy;
import io.stocktake.planner.reconcile.UndecidedPolicy;
import io.stocktake.planner.request.ContentPolicy;
import io.stocktake.planner.request.KeyNaming;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.request.ReadOptions;
import io.stocktake.planner.request.SourceSelection;
import io.stocktake.planner.rules.ObjectRules;
import io.stocktake.planner.source.LinkPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Compares the target with the objects to restore, by a plan of the other direction that is never
 * applied: its uploads are what differs or has no object, its orphans what is missing.
 *
 * @param request what is asked for
 * @param source the bucket and the prefix
 * @param target the real path of the directory
 */
record TargetComparison(RestoreRequest request, S3Location source, Path target) {
  /**
   * Makes the plan.
   *
   * @param objects the objects
   * @param scratch a directory for the plan
   */
  PlanBundle plan(ObjectDelivery objects, Path scratch, PlanProgress progress)
      throws IOException, InterruptedException {
    boolean exists = Files.isDirectory(target);
    Path files = exists ? target : Files.createDirectories(scratch.resolve("empty"));
    Path out = scratch.resolve("comparison");
    Planner.plan(planRequest(objects, files, exists, out), progress);
    return PlanBundle.open(out);
  }

  /** The only place that knows how a plan is asked for. */
  private PlanRequest planRequest(ObjectDelivery objects, Path files, boolean remembers, Path out) {
    RestoreOptions.Comparison asked = request.options().comparison();
    ReadOptions reading = asked.reading();
    PlanOptions options =
        new PlanOptions(
            new KeyNaming(LinkPolicy.STORE, KeyNaming.UnicodeForm.AS_IS),
            SourceSelection.ALL,
            new ReadOptions(
                reading.rehash(),
                false,
                reading.limit(),
                Optional.empty(),
                reading.sizeOnly(),
                1,
                reading.seed()),
            // Rows of files that cannot be compared tell which file it was.
            new ContentPolicy(
                OrphanPolicy.LIST, UndecidedPolicy.UPLOAD, asked.partSizes(), Optional.empty()),
            ObjectRules.NONE,
            asked.resources(),
            Safety.NONE);
    return new PlanRequest(
        files,
        source,
        new PlanRequest.Evidence(
            objects.written(), List.of(), remembers ? request.state() : Optional.empty()),
        Optional.empty(),
        out,
        options,
        request.stamp());
  }
}
