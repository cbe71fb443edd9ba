package io.stocktake.cli.view.parts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.ProblemCounts;
import io.stocktake.manifests.plan.Plan.Coverage;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The problems of a plan, which every command that deals with the plan tells.
 *
 * @param problemKinds problems of each kind that there are any of
 * @param missed files, directories and names that were asked for and not compared
 * @param listed where each of them is listed; nowhere while there is no plan
 * @param partial whether the plan covers only a part of the source
 */
public record ProblemsView(
    Map<Problem.Kind, Long> problemKinds,
    long missed,
    @JsonIgnore Optional<Path> listed,
    @JsonIgnore boolean partial) {
  /** Those of no plan. */
  public static final ProblemsView NONE = of(ProblemCounts.NONE, Optional.empty(), false);

  /** Those of a plan. */
  public static ProblemsView of(PlanBundle bundle) throws IOException {
    return of(
        ProblemCounts.of(bundle),
        Optional.of(bundle.directory().resolve(bundle.plan().problems().name())),
        bundle.plan().source().coverage() == Coverage.PARTIAL);
  }

  /** Those of a restore plan, each of which is an object that cannot be restored. */
  public static ProblemsView of(RestoreBundle bundle) throws IOException {
    return new ProblemsView(
        bundle.problemCounts().kinds(),
        bundle.plan().problems().rows(),
        Optional.of(bundle.directory().resolve(bundle.plan().problems().name())),
        false);
  }

  private static ProblemsView of(ProblemCounts counts, Optional<Path> listed, boolean partial) {
    return new ProblemsView(counts.kinds(), counts.missed(), listed, partial);
  }
}
