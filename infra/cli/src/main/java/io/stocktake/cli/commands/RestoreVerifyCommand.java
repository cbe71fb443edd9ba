package io.stocktake.cli.commands;

import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.verify.VerifyOutput;
import io.stocktake.cli.view.verify.VerifyText;
import io.stocktake.executor.journal.status.RestoredContents;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.planner.request.Resources;
import io.stocktake.planner.restore.verify.RestoreVerification;
import io.stocktake.planner.verify.VerificationTotals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stocktake restore-verify}. */
@Command(
    name = "restore-verify",
    mixinStandardHelpOptions = true,
    description = {
      "Verify that a directory holds what a restore plan says, or list the differences.",
      "Every file of the plan is read and compared with the digest by which it was restored;"
          + " modes, owners, times, links and extended attributes are compared where the plan has"
          + " them. Asks S3 nothing, and changes nothing.",
      "Marks: * different, - not in the directory, ! cannot tell or could not be read. Exit codes:"
          + " 0 all is as planned; 5 it is not, or the plan has no row to compare; 3 all that could"
          + " be read is, but not all could."
    })
public final class RestoreVerifyCommand implements Callable<Integer> {
  private static final String AS_PLANNED =
      "as the plan has it, of objects listed at %s, and without a request to S3";

  @Parameters(index = "0", paramLabel = "PLAN", description = "The directory of the restore plan.")
  private Path plan;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Differences to list at most (default: 1000; 0 for all).")
  private long limit;

  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public RestoreVerifyCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    RestoreBundle bundle = RestoreBundle.open(plan);
    Path scratch = Files.createTempDirectory("stocktake-verify-");
    try (RestoredContents contents = RestoredContents.read(bundle, scratch)) {
      VerifyOutput findings = new VerifyOutput(screen, output.json, limit);
      VerificationTotals totals =
          RestoreVerification.run(
              bundle, contents::of, Resources.defaults().threads(), findings::finding);
      output.show(screen, findings.end(totals), new VerifyText(screen, limit, AS_PLANNED));
      return VerifyCommand.exitCode(totals).code();
    } finally {
      FileTrees.delete(scratch);
    }
  }
}
