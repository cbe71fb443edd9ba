package io.stocktake.cli.commands;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.cli.inputs.PlanningSession;
import io.stocktake.cli.inputs.SessionFactory;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.EvidenceOptions;
import io.stocktake.cli.options.KeyOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.options.plan.ComparingOptions;
import io.stocktake.cli.options.plan.RereadOptions;
import io.stocktake.cli.parse.Checked;
import io.stocktake.cli.parse.Converters.Share;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.ProgressLine;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.plan.PlanText;
import io.stocktake.cli.view.verify.VerifyOutput;
import io.stocktake.cli.view.verify.VerifyText;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.verify.Verification;
import io.stocktake.planner.verify.VerificationFinding;
import io.stocktake.planner.verify.VerificationTotals;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stocktake verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Verify that a directory and a bucket have the same content, or list the differences.",
      "Every file is read, unless --state knows what it contains, and compared with its object's"
          + " ETag. Where that proves nothing, S3 is asked: for part sizes, for a checksum that it"
          + " keeps, and with --read for the bytes. Changes nothing.",
      "Marks: * different, + only in SOURCE, - only in the bucket, ! cannot tell or could not be"
          + " read. Exit codes: 0 all is proven the same; 5 it is not, or there was no file to"
          + " compare;"
          + " 3 all that could be read is, but not all could."
    })
public final class VerifyCommand implements Callable<Integer> {

  private static final String AS_KNOWN =
      "as the inventory of %s has it, and where S3 had to be asked, as it is now";

  @Option(
      names = "--read",
      description = {
        "Also read objects whose content nothing else proves, and compare them byte by byte."
      })
  private boolean read;

  @Option(
      names = "--sample",
      paramLabel = "N%",
      defaultValue = "100%",
      description = {
        "Compare the content of only this share of the files, chosen at random (default: 100%%)."
            + " All keys and sizes are compared; the summary says how much was proven."
      })
  private Share sample;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Differences to list at most (default: 1000; 0 for all).")
  private long limit;

  @Mixin private ComparingOptions comparing;
  @Mixin private RereadOptions reread;
  @Mixin private EvidenceOptions evidence;
  @Mixin private KeyOptions keyFiles;
  @Mixin private ConnectionOptions connection;
  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public VerifyCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    reread.check(comparing.knowsContents());
    PlanOptions options = Checked.options(() -> comparing.listing(reread.reading(sample.value())));
    if (options.reading().draws()) {
      screen.note("the files to read are drawn by --seed " + options.reading().seed());
    }
    Path scratch = Files.createTempDirectory("stocktake-verify-");
    Path plan = scratch.resolve("plan");
    try {
      VerifyOutput findings = new VerifyOutput(screen, output.json, limit);
      VerificationTotals totals = verify(options, plan, findings::finding);
      output.show(screen, findings.end(totals), new VerifyText(screen, limit, AS_KNOWN));
      return exitCode(totals).code();
    } finally {
      FileTrees.delete(plan);
      deleteIfEmpty(scratch);
    }
  }

  private VerificationTotals verify(
      PlanOptions options, Path plan, Verification.FindingConsumer sink)
      throws IOException, InterruptedException {
    PlanProgress progress = new PlanProgress();
    String bucket = comparing.destination().bucket();
    List<CustomerKey> keys = keyFiles.keys(screen);
    try (AwsSession session = connection.open(SessionFactory.CONNECTIONS);
        PlanningSession inputs =
            PlanningSession.open(
                comparing.inputs(Optional.empty(), evidence.checksums()),
                plan,
                connection,
                screen,
                output.quiet);
        ProgressLine line =
            new ProgressLine(screen, output.quiet, () -> PlanText.progress(progress))) {
      VerificationTotals totals =
          Verification.run(
              inputs.request(plan, options), session.objects(bucket, keys), read, progress, sink);
      inputs.finish();
      return totals;
    }
  }

  static ExitCode exitCode(VerificationTotals totals) {
    if (totals.differs() || totals.of().files() == 0) {
      return ExitCode.DIFFERENCES;
    }
    return ExitCode.doneIf(totals.keys(VerificationFinding.Kind.UNREAD) == 0);
  }

  /** A copy of a state in S3 that could not be sent is kept beside the plan. */
  private static void deleteIfEmpty(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // kept, and named by whoever keeps it
    }
  }
}
