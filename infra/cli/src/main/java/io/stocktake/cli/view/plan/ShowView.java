package io.stocktake.cli.view.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.batch.routing.Prices;
import io.stocktake.executor.batch.routing.RouteOptions;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a plan would do.
 *
 * @param routes which rows would go which way
 * @param pricesAsOf the date of the prices
 * @param folders rows by the first folder below the prefix, busiest first
 * @param prices what requests cost
 */
public record ShowView(
    @JsonUnwrapped PlanView plan,
    CostForecast forecast,
    List<RouteView> routes,
    String pricesAsOf,
    List<PrefixRollup.Folder> folders,
    @JsonIgnore Prices prices) {
  /** What a plan would do; all of it is read. */
  public static ShowView of(PlanBundle bundle, RouteOptions options) throws IOException {
    return new ShowView(
        PlanView.of(bundle),
        CostForecast.of(bundle),
        PlanExecutor.explain(bundle, options, Optional.empty()).stream()
            .map(RouteView::of)
            .toList(),
        options.prices().asOf().toString(),
        PrefixRollup.of(bundle).folders(),
        options.prices());
  }
}
