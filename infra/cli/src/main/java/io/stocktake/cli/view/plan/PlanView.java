package io.stocktake.cli.view.plan;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stocktake.cli.view.parts.ProblemsView;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Plan;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A sealed plan.
 *
 * @param plan as {@code plan.json} has it
 */
public record PlanView(
    Path directory, String digest, Plan plan, @JsonUnwrapped ProblemsView problems) {
  /** A plan. */
  public static PlanView of(PlanBundle bundle) throws IOException {
    return new PlanView(
        bundle.directory(), bundle.digest(), bundle.plan(), ProblemsView.of(bundle));
  }
}
