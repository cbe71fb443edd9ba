package io.stocktake.cli.commands;

import io.stocktake.cli.encryption.RecipientKeys;
import io.stocktake.cli.inputs.ApplySession;
import io.stocktake.cli.inputs.PlanningSession;
import io.stocktake.cli.inputs.ReloadableRates;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.EvidenceOptions;
import io.stocktake.cli.options.KeyOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.options.apply.ApplyOptions;
import io.stocktake.cli.options.plan.PlanningOptions;
import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.cli.sync.SyncReport;
import io.stocktake.cli.sync.SyncRun;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.InterruptHandler;
import io.stocktake.cli.terminal.ProgressLine;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.run.SyncText;
import io.stocktake.cli.view.run.SyncView;
import io.stocktake.executor.apply.RequiredGuarantees;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.planner.Planner;
import io.stocktake.planner.reconcile.OrphanPolicy;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanProgress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stocktake sync}. */
@Command(
    name = "sync",
    mixinStandardHelpOptions = true,
    description = {
      "Plan and apply at the same time, without a review in between.",
      "While the source is walked, uploads that are already certain are sealed into small plans,"
          + " DIR/part-00001 and so on, and applied. What needs the whole source"
          + " (deletes, tags, moved files, copies, and what is not certain) is in DIR/part-last,"
          + " which deletes only if every row of all parts ended well.",
      "After an interrupt, a kill or a failure, all sealed parts stay. 'stocktake status DIR' says"
          + " what is"
          + " not done, 'stocktake apply DIR/part-N' resumes it, and a sync with a new --out and a"
          + " new"
          + " inventory finds what is still missing. A DIR that holds parts is never written to"
          + " again."
    })
public final class SyncCommand implements Callable<Integer> {

  /** They wait in the heap, at some 500 bytes each. */
  private static final int MAX_ROWS_PER_PART = 100_000;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The directory to write the parts to; must not exist yet, or be empty.")
  private Path out;

  @Option(
      names = "--rows-per-part",
      paramLabel = "N",
      defaultValue = "10000",
      description = {
        "Rows after which a part is sealed (default: 10000). It is also after 1 GiB or 10 seconds,"
            + " the first after 2."
      })
  private int rowsPerPart;

  @Mixin private PlanningOptions planning;
  @Mixin private EvidenceOptions evidence;
  @Mixin private ApplyOptions applying;
  @Mixin private KeyOptions keyFiles;
  @Mixin private ConnectionOptions connection;
  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public SyncCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PlanOptions options = planning.options();
    DirectOptions direct = applying.direct(planning.partSize());
    planning.check();
    refuseRowsPerPart();
    SyncDirectory directory = new SyncDirectory(out);
    directory.refuseUsed();
    ApplySession.Target target = target(options);
    long began = System.nanoTime();
    PlanProgress progress = new PlanProgress();
    PlanningSession.Inputs inputs = planning.inputs(evidence.checksums());
    try (ReloadableRates rates = applying.rates(output.config, screen);
        PlanningSession source =
            PlanningSession.open(inputs, out, connection, screen, output.quiet);
        ApplySession session =
            ApplySession.open(target, applying.settings(direct, rates), connection, screen)) {
      SyncRun run = session.sync(directory, rowsPerPart);
      SyncReport report;
      try (Closeable lease = session.lease().take(run::fail)) {
        report = run(run, source, directory, options, progress);
      }
      if (report.parts() > 0 || run.failure().isEmpty()) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
        output.show(
            screen,
            SyncView.of(directory, progress, report, run.stopped(), elapsed),
            new SyncText(screen, connection.asTyped()));
        planning.note(screen, progress);
      }
      run.throwFailure();
      return exitCode(run, report, directory).code();
    }
  }

  private ApplySession.Target target(PlanOptions options) throws StocktakeException {
    S3Location folder = planning.destination().asFolder();
    boolean deletes = options.content().orphans() == OrphanPolicy.DELETE;
    return new ApplySession.Target(
        folder,
        out,
        keyFiles.of(options.rules().properties(), folder.prefix(), screen),
        RecipientKeys.of(options.rules().encryption()),
        () -> RequiredGuarantees.ofAny(deletes),
        Optional.empty());
  }

  private void refuseRowsPerPart() throws StocktakeException {
    if (rowsPerPart < 1 || rowsPerPart > MAX_ROWS_PER_PART) {
      throw StocktakeException.usage(
          "--rows-per-part must be 1 to " + MAX_ROWS_PER_PART + ", not " + rowsPerPart);
    }
  }

  private SyncReport run(
      SyncRun run,
      PlanningSession inputs,
      SyncDirectory directory,
      PlanOptions options,
      PlanProgress progress)
      throws IOException, InterruptedException {
    try (InterruptHandler interrupts = InterruptHandler.callOnce(run::stop);
        ProgressLine line =
            new ProgressLine(
                screen, output.quiet, () -> SyncText.progress(progress, run.progress()))) {
      return run.run(
          parts -> {
            Planner.inParts(inputs.request(directory.last(), options), progress, parts);
            inputs.finish();
          });
    }
  }

  private static ExitCode exitCode(SyncRun run, SyncReport report, SyncDirectory directory)
      throws IOException {
    if (run.stopped()) {
      return ExitCode.INTERRUPTED;
    }
    boolean done =
        report.endedWell()
            && !report.snapshot().isOwed()
            && PlanCommand.isWhole(PlanBundle.open(directory.last()));
    return ExitCode.doneIf(done);
  }
}
