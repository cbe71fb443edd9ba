package io.stocktake.cli.view.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.executor.batch.routing.Prices;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import java.io.IOException;

/**
 * The requests that applying a plan directly takes, with the default multipart threshold and part
 * size, and none refused.
 *
 * @param putRequests PUT-class requests: whole objects, and create, parts and complete of others
 * @param deleteRequests DELETE requests
 * @param uploadBytes bytes sent
 */
public record CostForecast(
    @JsonProperty("putRequests") long putRequests,
    @JsonProperty("deleteRequests") long deleteRequests,
    @JsonProperty("uploadBytes") long uploadBytes) {

  private static final long MAX_PARTS = 10_000;

  public static CostForecast of(PlanBundle bundle) throws IOException {
    long[] puts = {0};
    bundle.rows(
        (ordinal, row) -> {
          if (row.action() == Action.UPLOAD) {
            puts[0] += requests(row.size());
          }
          return true;
        });
    return new CostForecast(
        puts[0], bundle.plan().rows(Action.DELETE), bundle.plan().bytes(Action.UPLOAD));
  }

  /** What the requests cost. */
  public double dollars(Prices prices) {
    return putRequests / 1000.0 * prices.writesPerThousand();
  }

  public String sentence() {
    return NumberFormat.count(putRequests, "PUT-class request")
        + ", "
        + NumberFormat.count(deleteRequests, "DELETE request")
        + " and sends "
        + NumberFormat.bytes(uploadBytes);
  }

  private static long requests(long size) {
    DirectOptions options = DirectOptions.defaults();
    long parts = (size + options.multipart().partSize() - 1) / options.multipart().partSize();
    return size < options.multipart().threshold() ? 1 : 2 + Math.min(parts, MAX_PARTS);
  }
}
