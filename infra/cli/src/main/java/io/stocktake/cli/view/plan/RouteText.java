package io.stocktake.cli.view.plan;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.routing.DirectReason;
import io.stocktake.executor.batch.routing.Estimate;
import io.stocktake.executor.batch.routing.Prices;
import io.stocktake.executor.batch.routing.RouteGroup;
import java.util.List;
import java.util.Locale;

/** Which rows would go which way, why, and at what price. */
final class RouteText {
  private RouteText() {}

  static void print(Screen screen, List<RouteView> routes, Prices prices) {
    boolean choice = false;
    for (RouteView route : routes) {
      RouteGroup group = route.group();
      screen.line(
          "  %,15d  %-9s %10s  %s",
          group.rows(),
          group.action().code().replace('-', ' '),
          NumberFormat.bytes(group.bytes()),
          group.sentence());
      if (group.byJobs()
          && group.work().filter(w -> w.kind() == JobOperation.Kind.COPY).isPresent()) {
        screen.line(
            group.work().get().tags().isEmpty()
                ? "  %40s  the sources' tags are copied as they are, a mark stocktake=expire"
                    + " included"
                : "  %40s  the sources' own tags are not copied: a job replaces them",
            "");
      }
      if (group.byJobs()
          && group.work().filter(w -> w.kind() == JobOperation.Kind.TAG).isPresent()) {
        screen.line("  %40s  a job tags the object that has the key when it runs, of any ETag", "");
      }
      if (group.direct().filter(r -> r == DirectReason.MERGE).isPresent()) {
        screen.line(
            "  %40s  with --via batch their tags are read first, and where 300 or more end with the"
                + " same, a job writes them",
            "");
        screen.line("  %40s  tags added by others in between are lost", "");
      }
      if (group.batchEstimate().isPresent() && group.directEstimate().isPresent()) {
        choice = true;
        screen.line(
            "  %40s  direct %s; by jobs %s",
            "", words(group.directEstimate().get()), words(group.batchEstimate().get()));
      }
    }
    if (choice) {
      screen.line("  Prices of %s; --prices FILE for yours.", prices.asOf());
    }
  }

  private static String words(Estimate estimate) {
    return String.format(
        Locale.ROOT, "$%.2f in %s", estimate.dollars(), NumberFormat.duration(estimate.time()));
  }
}
