package io.stocktake.cli.commands;

import io.stocktake.executor.routes.JobLimits;
import io.stocktake.executor.routes.Rates;
import io.stocktake.executor.routes.RouteOptions;
import io.stocktake.executor.routes.Via;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which rows go by S3 Batch Operations, and at what price. */
final class RouteChoice {
  @Option(
      names = "--via",
      paramLabel = "auto|direct|batch",
      defaultValue = "auto",
      description = {
        "How copies and tags are written: request by request from here, by S3 Batch Operations"
            + " jobs, or whichever is worth its price (default: auto)."
      })
  Via via;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "Your own prices, in the form of the built-in file prices.properties.")
  private Path prices;

  @Option(
      names = "--canary-above",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Objects from which on a small job goes ahead of the rest (default: 20000).")
  private long canaryAbove;

  RouteOptions options() throws IOException {
    return options(via);
  }

  /** What is used where nobody is asked. */
  static RouteOptions defaults() throws IOException {
    return new RouteOptions(Via.AUTO, JobLimits.defaults(), PriceList.load(null), Rates.defaults());
  }

  RouteOptions options(Via chosen) throws IOException {
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
        Rates.defaults());
  }
}
