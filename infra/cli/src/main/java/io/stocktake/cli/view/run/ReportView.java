package io.stocktake.cli.view.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.stocktake.cli.view.parts.ProblemsView;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.report.SealedReport;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The sealed report of a plan, and what is wrong with it.
 *
 * @param proven whether nothing is
 * @param report its content, as it is in the file
 */
public record ReportView(
    Path directory,
    boolean proven,
    List<String> flaws,
    Map<String, Object> report,
    @JsonIgnore ProblemsView problems) {
  /** Reads and checks the report of a plan. */
  public static ReportView of(PlanBundle bundle) throws IOException {
    try {
      ProblemsView problems = ProblemsView.of(bundle);
      SealedReport report = SealedReport.read(bundle);
      List<String> flaws = report.flaws(bundle);
      return new ReportView(bundle.directory(), flaws.isEmpty(), flaws, report.content(), problems);
    } catch (StocktakeException e) {
      return new ReportView(
          bundle.directory(), false, List.of(e.getMessage()), Map.of(), ProblemsView.NONE);
    }
  }

  /** Whether every row was done, of a plan that left nothing out; to be asked if it is proven. */
  public boolean done() {
    Map<?, ?> all = (Map<?, ?>) ((Map<?, ?>) report.get("figures")).get("all");
    long done = rows(all, Outcome.DONE.code()) + rows(all, Outcome.ALREADY_DONE.code());
    return done == rows(all, "planned") && problems.missed() == 0;
  }

  private static long rows(Map<?, ?> account, String name) {
    return ((Number) ((Map<?, ?>) account.get(name)).get("rows")).longValue();
  }
}
