package io.stocktake.cli.commands;

import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.restore.RestoreText;
import io.stocktake.cli.snapshots.SnapshotText;
import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.cli.sync.SyncReport;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.JobText;
import io.stocktake.cli.view.OutcomeText;
import io.stocktake.cli.view.ProblemText;
import io.stocktake.cli.view.SyncText;
import io.stocktake.cli.view.UndoText;
import io.stocktake.executor.batch.JobStatus;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.report.Reasons;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.ProblemCounts;
import io.stocktake.manifests.bundle.SealedRows;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stocktake status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Show the progress of a plan or a whole sync, also while it is being applied.",
      "Exits with 3 if rows are left or were not done, or if the plan could not take all of the"
          + " source into account."
    })
public final class StatusCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "PLAN",
      description = "The directory of the plan, or of the sync.")
  private Path plan;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "Rows that did not go as planned to print at most (default: 20; 0 for all).")
  private long limit;

  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public StatusCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    SyncDirectory sync = new SyncDirectory(plan);
    if (!sync.parts().isEmpty()) {
      return parts(sync);
    }
    if (RestoreBundle.isOne(plan)) {
      return restored(RestoreBundle.open(plan));
    }
    PlanBundle bundle = PlanBundle.open(plan);
    PlanStatus status = PlanStatus.read(bundle);
    if (output.json) {
      screen.json(json(bundle, status));
    } else {
      print(bundle, status);
    }
    return ExitCode.doneIf(status.done() && ProblemCounts.of(bundle).missed() == 0).code();
  }

  private int parts(SyncDirectory sync) throws IOException {
    SyncReport report = new SyncReport();
    Reasons reasons = new Reasons();
    for (Path part : sync.parts()) {
      PlanStatus status = PlanStatus.read(PlanBundle.open(part));
      report.add(part, status);
      reasons.add(status);
    }
    boolean complete = Files.exists(sync.last());
    if (complete) {
      PlanBundle last = PlanBundle.open(sync.last());
      report.add(sync.last(), SnapshotText.state(last, PlanStatus.read(last)));
    }
    ProblemCounts problems =
        complete ? ProblemCounts.of(PlanBundle.open(sync.last())) : ProblemCounts.NONE;
    if (output.json) {
      Map<String, Object> json = json(sync, report, complete, problems);
      json.put("reasons", reasons.json());
      screen.json(json);
    } else {
      print(sync, report, complete, reasons);
    }
    return ExitCode.doneIf(complete && report.endedWell() && problems.missed() == 0).code();
  }

  private void print(SyncDirectory sync, SyncReport report, boolean complete, Reasons reasons)
      throws IOException {
    screen.line(
        "Sync %s: %s in %s%s",
        sync.path(),
        NumberFormat.count(report.planned(), "row"),
        NumberFormat.count(report.parts(), "part"),
        complete ? "" : "; the last part is not made yet");
    OutcomeText.print(screen, report.outcomes(), report.left(), reasons);
    SyncText.unfinished(screen, report.unfinished(), "");
    if (complete) {
      ProblemText.missed(screen, PlanBundle.open(sync.last()));
    }
    SyncText.undo(screen, report.undos());
    SnapshotText.print(screen, report.snapshot());
  }

  private static Map<String, Object> json(
      SyncDirectory sync, SyncReport report, boolean complete, ProblemCounts problems) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("directory", sync.path().toString());
    json.put("parts", report.parts());
    json.put("complete", complete);
    json.put("planned", report.planned());
    json.put("outcomes", OutcomeText.json(report.outcomes()));
    json.put("left", report.left());
    json.put("unfinished", report.unfinished().stream().map(Path::toString).toList());
    json.putAll(ProblemText.json(problems));
    json.putAll(SnapshotText.json(report.snapshot()));
    json.put("undos", report.undos().stream().map(Path::toString).toList());
    return json;
  }

  private int restored(RestoreBundle bundle) throws IOException {
    PlanStatus status = PlanStatus.read(bundle);
    if (output.json) {
      Map<String, Object> json = progress(bundle, status);
      json.put("problems", bundle.plan().problems().rows());
      screen.json(json);
    } else {
      printProgress("Restore plan", bundle, status);
      printNotDone(status);
      RestoreText.problems(screen, bundle);
    }
    return ExitCode.doneIf(status.done() && bundle.plan().problems().rows() == 0).code();
  }

  private void print(PlanBundle bundle, PlanStatus status) throws IOException {
    printProgress("Plan", bundle, status);
    UndoText.status(screen, status);
    SnapshotText.print(screen, SnapshotText.state(bundle, status));
    JobText.print(screen, JobStatus.list(bundle, Optional.empty()));
    printNotDone(status);
    ProblemText.missed(screen, bundle);
  }

  private void printProgress(String kind, SealedRows bundle, PlanStatus status) throws IOException {
    screen.line(
        "%s %s: %s%s",
        kind,
        bundle.directory(),
        NumberFormat.count(status.planned(), "row"),
        status.begun() ? "" : "; never applied");
    OutcomeText.print(screen, status.outcomes(), status.left(), Reasons.of(status));
    if (status.inDoubt() > 0) {
      screen.line(
          "  %s under way or interrupted; apply checks them first.",
          NumberFormat.count(status.inDoubt(), "row"));
    }
  }

  private void printNotDone(PlanStatus status) throws IOException {
    long[] shown = {0};
    status.notDone(
        (ordinal, key, result) -> {
          screen.line(
              "  %-8s %s  (%s)",
              result.outcome().code(), Printable.of(key), Printable.of(result.detail()));
          shown[0]++;
          return limit == 0 || shown[0] < limit;
        });
    if (limit > 0 && shown[0] == limit) {
      screen.note("(the newest " + NumberFormat.count(limit, "row") + "; --limit 0 prints all)");
    }
  }

  private static Map<String, Object> json(PlanBundle bundle, PlanStatus status) throws IOException {
    Map<String, Object> json = progress(bundle, status);
    json.put("coverage", bundle.plan().source().coverage().code());
    json.putAll(ProblemText.json(ProblemCounts.of(bundle)));
    json.put("undo", status.undo().plan().map(Path::toString).orElse(null));
    json.put("undoState", status.undo().state().code());
    json.putAll(SnapshotText.json(SnapshotText.state(bundle, status)));
    return json;
  }

  private static Map<String, Object> progress(SealedRows bundle, PlanStatus status)
      throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("directory", bundle.directory().toString());
    json.put("digest", bundle.digest());
    json.put("begun", status.begun());
    json.put("planned", status.planned());
    json.put("outcomes", OutcomeText.json(status.outcomes()));
    json.put("left", status.left());
    json.put("inDoubt", status.inDoubt());
    json.put("reasons", Reasons.of(status).json());
    return json;
  }
}
