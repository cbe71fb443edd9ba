package io.stocktake.cli.options;

import io.stocktake.cli.inputs.PriceList;
import io.stocktake.executor.batch.routing.JobLimits;
import io.stocktake.executor.batch.routing.RouteOptions;
import io.stocktake.executor.batch.routing.RoutePreference;
import io.stocktake.executor.batch.routing.RouteThroughput;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Option --via: which rows go by S3 Batch Operations, and prices. */
public final class RouteChoice {
  @Option(
      names = "--via",
      paramLabel = "auto|direct|batch",
      defaultValue = "auto",
      description = {
        "How copies and tags are written: direct (requests from this machine), batch (S3 Batch"
            + " Operations jobs), or auto (whichever is worth its price; the default)."
      })
  public RoutePreference via;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "Your own prices, in the form of the built-in file prices.properties.")
  private Path prices;

  @Option(
      names = "--canary-above",
      paramLabel = "N",
      defaultValue = "20000",
      description =
          "Number of objects above which a small job runs ahead of the rest (default:" + " 20000).")
  private long canaryAbove;

  public RouteOptions options() throws IOException {
    return options(via);
  }

  /** What is used where nobody is asked. */
  static RouteOptions defaults() throws IOException {
    return new RouteOptions(
        RoutePreference.AUTO,
        JobLimits.defaults(),
        PriceList.load(null),
        RouteThroughput.defaults());
  }

  public RouteOptions options(RoutePreference chosen) throws IOException {
    JobLimits limits = JobLimits.defaults();
    return new RouteOptions(
        chosen,
        new JobLimits(
            limits.maxRows(),
            limits.maxActive(),
            canaryAbove,
            (int) Math.min(limits.canaryRows(), canaryAbove),
            limits.canaryFailures()),
        PriceList.load(prices),
        RouteThroughput.defaults());
  }
}
