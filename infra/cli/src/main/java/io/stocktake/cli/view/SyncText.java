package io.stocktake.cli.view;

import io.stocktake.cli.snapshots.SnapshotText;
import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.cli.sync.SyncReport;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.report.Reasons;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.ProblemCounts;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.planner.request.PlanProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The summary of a sync. */
public final class SyncText {
  private static final int SHOWN = 10;

  private final Screen screen;
  private final SyncDirectory directory;
  private final PlanProgress progress;
  private final String connection;

  /**
   * The end of a sync.
   *
   * @param connection what was said of the connection, for other commands to be given the same
   */
  public SyncText(
      Screen screen, SyncDirectory directory, PlanProgress progress, String connection) {
    this.screen = screen;
    this.directory = directory;
    this.progress = progress;
    this.connection = connection;
  }

  public void print(SyncReport report, boolean stopped, long nanos) throws IOException {
    Optional<PlanBundle> last = last();
    screen.line(
        "%s walked, %s the same; %s in %s below %s",
        NumberFormat.count(progress.files(), "file"),
        NumberFormat.count(progress.same()),
        NumberFormat.count(report.planned(), "row"),
        NumberFormat.count(report.parts(), "part"),
        directory.path());
    OutcomeText.print(screen, report.outcomes(), report.left(), reasons(report));
    screen.line(
        "  sent %s in %s, %s.",
        NumberFormat.sent(report.bytesSent(), report.bytesSaved()),
        NumberFormat.duration(Duration.ofNanos(nanos)),
        NumberFormat.count(report.requests(), "request"));
    if (last.isPresent()) {
      printLast(last.get());
    } else {
      screen.line(
          (stopped ? "Interrupted" : "Failed")
              + " before all was planned: nothing was deleted. Sync again with a new --out for the"
              + " rest.");
    }
    unfinished(screen, report.unfinished(), connection);
    undo(screen, report.undos());
    SnapshotText.print(screen, report.snapshot());
    if (report.outcomes().get(Outcome.DRIFTED).rows() > 0) {
      screen.line(
          "Drifted rows were left untouched: file or object changed meanwhile. Sync again for them;"
              + " see: stocktake status "
              + directory.path());
    }
  }

  private void printLast(PlanBundle bundle) throws IOException {
    Plan plan = bundle.plan();
    if (plan.rows(Action.NONE) > 0) {
      screen.line(
          "  %s could not be decided; see: stocktake show %s --rows",
          NumberFormat.count(plan.rows(Action.NONE), "key"), directory.last());
    }
    if (plan.problems().rows() > 0) {
      ProblemText.all(screen, bundle);
    }
    plan.notes().forEach(screen::line);
  }

  /** Says how to do what parts have left. */
  public static void unfinished(Screen screen, List<Path> parts, String connection) {
    parts.stream()
        .limit(SHOWN)
        .forEach(part -> screen.line("Not done yet: stocktake apply " + part + connection));
    if (parts.size() > SHOWN) {
      screen.line("... and %s more", NumberFormat.count(parts.size() - SHOWN, "part"));
    }
  }

  /** Says how to take back what parts did. */
  public static void undo(Screen screen, List<Path> plans) {
    if (plans.isEmpty()) {
      return;
    }
    screen.line("To take it back, apply the parts' undo plans in this order:");
    plans.stream().limit(SHOWN).forEach(plan -> screen.line("  stocktake apply " + plan));
    if (plans.size() > SHOWN) {
      screen.line("  ... and %s more", NumberFormat.count(plans.size() - SHOWN, "part"));
    }
  }

  public void json(SyncReport report, boolean stopped, long nanos) throws IOException {
    Optional<PlanBundle> bundle = last();
    Optional<Plan> last = bundle.map(PlanBundle::plan);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("directory", directory.path().toString());
    json.put("parts", report.parts());
    json.put("complete", last.isPresent());
    json.put("files", progress.files());
    json.put("same", progress.same());
    json.put("planned", report.planned());
    json.put("outcomes", OutcomeText.json(report.outcomes()));
    json.put("left", report.left());
    json.put("reasons", reasons(report).json());
    json.put("requests", report.requests());
    json.put("bytesSent", report.bytesSent());
    json.put("bytesSaved", report.bytesSaved());
    json.put("seconds", Duration.ofNanos(nanos).toMillis() / 1000.0);
    json.put("stopped", stopped);
    json.put("unfinished", report.unfinished().stream().map(Path::toString).toList());
    json.put("undos", report.undos().stream().map(Path::toString).toList());
    json.put("undecided", last.map(plan -> plan.rows(Action.NONE)).orElse(null));
    json.put("problems", last.map(plan -> plan.problems().rows()).orElse(null));
    json.put("coverage", last.map(plan -> plan.source().coverage().code()).orElse(null));
    if (bundle.isPresent()) {
      json.putAll(ProblemText.json(ProblemCounts.of(bundle.get())));
    }
    json.putAll(SnapshotText.json(report.snapshot()));
    json.put("notes", last.map(Plan::notes).orElse(List.of()));
    screen.json(json);
  }

  private Reasons reasons(SyncReport report) throws IOException {
    return OutcomeText.reasons(report.outcomes(), directory.parts());
  }

  /** The plan of what had to wait, if it was made. */
  private Optional<PlanBundle> last() throws IOException {
    return Files.exists(directory.last())
        ? Optional.of(PlanBundle.open(directory.last()))
        : Optional.empty();
  }
}
