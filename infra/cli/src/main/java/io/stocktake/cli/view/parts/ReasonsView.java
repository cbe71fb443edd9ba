package io.stocktake.cli.view.parts;

import com.fasterxml.jackson.annotation.JsonValue;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.report.Reasons;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Why rows were not done.
 *
 * @param commonest the commonest reasons, the most rows first
 * @param failuresMayPass whether the request of a failed row may succeed later
 */
public record ReasonsView(@JsonValue List<Reason> commonest, boolean failuresMayPass) {
  /**
   * One reason.
   *
   * @param code the store's error code; empty where it gave none
   * @param example what is told of one of the rows
   */
  public record Reason(Outcome outcome, String code, long rows, String example) {}

  /** The reasons that were counted. */
  public static ReasonsView of(Reasons reasons) {
    return new ReasonsView(
        reasons.commonest().stream()
            .map(one -> new Reason(one.outcome(), one.code(), one.rows(), one.example()))
            .toList(),
        reasons.mayPass(Outcome.FAILED));
  }

  /** Why rows of several plans were not done, if any were not. */
  public static ReasonsView of(Map<Outcome, OutcomeCounts.Count> outcomes, List<Path> plans)
      throws IOException {
    Reasons reasons = new Reasons();
    boolean allDone =
        outcomes.entrySet().stream()
            .allMatch(
                e ->
                    e.getValue().rows() == 0
                        || e.getKey() == Outcome.DONE
                        || e.getKey() == Outcome.ALREADY_DONE);
    for (Path plan : allDone ? List.<Path>of() : plans) {
      reasons.add(PlanStatus.read(PlanBundle.open(plan)));
    }
    return of(reasons);
  }
}
