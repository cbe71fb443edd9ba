package io.stocktake.cli.view.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.stocktake.executor.batch.routing.DirectReason;
import io.stocktake.executor.batch.routing.Estimate;
import io.stocktake.executor.batch.routing.RouteGroup;
import io.stocktake.manifests.plan.Action;
import java.util.Optional;

/**
 * Rows that go the same way for the same reason.
 *
 * @param route {@code batch} or {@code direct}
 * @param reason why they are direct; empty if they go by jobs
 * @param work what a job would do for them; empty where no job can
 * @param direct what they cost request by request, where there is a choice
 * @param batch what they cost by jobs, where there is a choice
 * @param group the rows, with all that is known of them
 */
public record RouteView(
    Action action,
    long rows,
    long bytes,
    String route,
    String reason,
    String work,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Cost> direct,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Cost> batch,
    @JsonIgnore RouteGroup group) {

  /**
   * What a way costs.
   *
   * @param seconds how long it takes
   */
  public record Cost(double dollars, long seconds) {
    private static Cost of(Estimate estimate) {
      return new Cost(estimate.dollars(), estimate.time().toSeconds());
    }
  }

  /** The way of a group of rows. */
  static RouteView of(RouteGroup group) {
    return new RouteView(
        group.action(),
        group.rows(),
        group.bytes(),
        group.byJobs() ? "batch" : "direct",
        group.direct().map(DirectReason::code).orElse(""),
        group.work().map(Object::toString).orElse(""),
        group.directEstimate().map(Cost::of),
        group.batchEstimate().map(Cost::of),
        group);
  }
}
