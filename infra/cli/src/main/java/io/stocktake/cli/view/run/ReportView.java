package io.stocktake.cli.view.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.stocktake.cli.view.parts.ProblemsView;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.report.ReportedPlan;
import io.stocktake.executor.report.SealedReport;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.restore.RestoreBundle;
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
    return of(ReportedPlan.of(bundle), () -> ProblemsView.of(bundle));
  }

  /** Reads and checks the report of a restore plan. */
  public static ReportView of(RestoreBundle bundle) throws IOException {
    return of(ReportedPlan.of(bundle), () -> ProblemsView.of(bundle));
  }

  /** Problems that are read when they are asked for. */
  @FunctionalInterface
  private interface Problems {
    ProblemsView read() throws IOException;
  }

  private static ReportView of(ReportedPlan plan, Problems problems) throws IOException {
    Path directory = plan.sealed().directory();
    try {
      ProblemsView told = problems.read();
      SealedReport report = SealedReport.read(plan);
      List<String> flaws = report.flaws(plan);
      return new ReportView(directory, flaws.isEmpty(), flaws, report.content(), told);
    } catch (StocktakeException e) {
      return new ReportView(directory, false, List.of(e.getMessage()), Map.of(), ProblemsView.NONE);
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
