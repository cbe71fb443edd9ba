package io.stocktake.cli.restore;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.parse.Version;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.InterruptHandler;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.ProgressLine;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.parts.OutcomeText;
import io.stocktake.executor.RunProgress;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.restore.RestoreExecutor;
import io.stocktake.executor.restore.RestoreOptions;
import io.stocktake.executor.restore.content.ObjectReader;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/** One run of a restore plan: fetches, reports, and tells the exit code. */
public final class RestoreSession {
  private final Screen screen;
  private final OutputOptions output;
  private final ConnectionOptions connection;

  /** A run that speaks to this screen. */
  public RestoreSession(Screen screen, OutputOptions output, ConnectionOptions connection) {
    this.screen = screen;
    this.output = output;
    this.connection = connection;
  }

  /**
   * Carries out the plan, or the rest of it.
   *
   * @param keys tried on objects that do not open without a customer key
   * @return the exit code
   */
  public int apply(
      RestoreBundle bundle,
      RestoreOptions options,
      List<CustomerKey> keys,
      RequestThrottle throttle)
      throws IOException, InterruptedException {
    String bucket = bundle.plan().source().bucket();
    try (AwsSession session = connection.open(options.concurrency(), throttle)) {
      ObjectReader reader = session.reader(bucket, keys); // refuses to send keys in the clear
      session.checkBucket(bucket);
      RestoreExecutor executor =
          new RestoreExecutor(
              bundle,
              Path.of(bundle.plan().target().root()),
              reader,
              options,
              throttle,
              Clock.systemUTC());
      try (InterruptHandler interrupts = InterruptHandler.callOnce(executor::stop)) {
        RunReport report = run(bundle, executor);
        output.show(screen, RestoreRunView.of(bundle, report), view -> print(bundle, view));
        return exitCode(bundle, report).code();
      }
    }
  }

  private RunReport run(RestoreBundle bundle, RestoreExecutor executor)
      throws IOException, InterruptedException {
    if (!output.quiet) {
      screen.note("Applying " + bundle.directory() + ": " + RestoreText.sides(bundle.plan()));
    }
    try (ProgressLine line =
        new ProgressLine(screen, output.quiet, () -> describe(executor.progress()))) {
      return executor.run(Version.text());
    }
  }

  private static String describe(RunProgress progress) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d rows, %s of %s fetched%s",
        progress.rows(),
        progress.rowsPlanned(),
        NumberFormat.bytes(progress.bytesSent()),
        NumberFormat.bytes(progress.bytesPlanned()),
        progress.notAsPlanned() == 0
            ? ""
            : ", " + NumberFormat.count(progress.notAsPlanned()) + " not as planned");
  }

  private void print(RestoreBundle bundle, RestoreRunView view) throws IOException {
    screen.line("Applied %s: %s to %s", view.directory(), view.source(), view.target());
    OutcomeText.print(screen, view.rows(), view.reasons());
    screen.line(
        "  fetched %s in %s, %s.",
        NumberFormat.bytes(view.bytesFetched()),
        NumberFormat.duration(view.seconds()),
        NumberFormat.count(view.requests(), "request"));
    if (view.stopped()) {
      screen.line("Interrupted. Resume with: stocktake apply " + view.directory());
    }
    new RestoreText(screen).problems(RestoreView.of(bundle));
  }

  private static ExitCode exitCode(RestoreBundle bundle, RunReport report) {
    if (report.stopped()) {
      return ExitCode.INTERRUPTED;
    }
    return ExitCode.doneIf(report.done() && bundle.plan().problems().rows() == 0);
  }
}
