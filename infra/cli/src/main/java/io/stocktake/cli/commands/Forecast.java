package io.stocktake.cli.commands;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stocktake.cli.screen.Words;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.routes.Prices;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanBundle;
import java.io.IOException;

/**
 * The requests that applying a plan directly takes, with the default multipart threshold and part
 * size, and none refused.
 *
 * @param putRequests PUT-class requests: whole objects, and create, parts and complete of others
 * @param deleteRequests DELETE requests
 * @param uploadBytes bytes sent
 */
record Forecast(
    @JsonProperty("putRequests") long putRequests,
    @JsonProperty("deleteRequests") long deleteRequests,
    @JsonProperty("uploadBytes") long uploadBytes) {

  private static final long MAX_PARTS = 10_000;

  static Forecast of(PlanBundle bundle) throws IOException {
    long[] puts = {0};
    bundle.rows(
        (ordinal, row) -> {
          if (row.action() == Action.UPLOAD) {
            puts[0] += requests(row.size());
          }
          return true;
        });
    return new Forecast(
        puts[0], bundle.plan().rows(Action.DELETE), bundle.plan().bytes(Action.UPLOAD));
  }

  /** What the requests cost. */
  double dollars(Prices prices) {
    return putRequests / 1000.0 * prices.writesPerThousand();
  }

  String sentence() {
    return Words.count(putRequests, "PUT-class request")
        + ", "
        + Words.count(deleteRequests, "DELETE request")
        + " and sends "
        + Words.bytes(uploadBytes);
  }

  private static long requests(long size) {
    DirectOptions options = DirectOptions.defaults();
    long parts = (size + options.partSize() - 1) / options.partSize();
    return size < options.multipartThreshold() ? 1 : 2 + Math.min(parts, MAX_PARTS);
  }
}
