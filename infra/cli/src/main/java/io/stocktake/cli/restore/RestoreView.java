package io.stocktake.cli.restore;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestorePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A sealed restore plan.
 *
 * @param problemKinds what cannot be restored, by kind
 * @param plan all that is known of it
 */
public record RestoreView(
    Path directory,
    String digest,
    RestorePlan.Source source,
    RestorePlan.Target target,
    Plan.Inventory inventory,
    Map<String, String> options,
    List<RestorePlan.Total> totals,
    Map<Problem.Kind, Long> problemKinds,
    List<String> notes,
    @JsonIgnore RestorePlan plan) {
  /** A plan. */
  public static RestoreView of(RestoreBundle bundle) throws IOException {
    RestorePlan plan = bundle.plan();
    return new RestoreView(
        bundle.directory(),
        bundle.digest(),
        plan.source(),
        plan.target(),
        plan.inventory(),
        plan.options(),
        plan.totals(),
        bundle.problemCounts().kinds(),
        plan.notes(),
        plan);
  }
}
