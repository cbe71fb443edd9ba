package io.stocktake.cli.commands;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.compat.ProbeResult;
import io.stocktake.aws.compat.StoreProbe;
import io.stocktake.cli.inputs.store.ProbeFile;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.manifests.S3Location;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stocktake probe}. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    description = {
      "Test which S3 features a store supports: conditions, checks, tags, listings.",
      "Writes some objects below .stocktake/probe/ there, one of 5 MiB, and removes them. A"
          + " versioned bucket keeps the versions of what was removed."
    })
public final class ProbeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "S3URI", description = "s3://BUCKET[/PREFIX]")
  private S3Location where;

  @Mixin private ConnectionOptions connection;
  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public ProbeCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    try (AwsSession session = connection.open(2)) {
      session.checkBucket(where.bucket());
      StoreProbe.Result result =
          StoreProbe.of(session, where.asFolder()).run(EnumSet.allOf(Guarantee.class));
      if (output.json) {
        screen.json(json(result.found()));
      } else {
        result.found().forEach(this::line);
      }
      result.note().ifPresent(screen::note);
      boolean all = result.found().values().stream().allMatch(ProbeResult::known);
      return ExitCode.doneIf(all && result.left().isEmpty()).code();
    }
  }

  private void line(Guarantee guarantee, ProbeResult probed) {
    String detail = probed.held() ? "" : ": " + probed.detail();
    String answer =
        switch (probed.answer()) {
          case YES -> "yes";
          case NO -> "NO";
          case CANNOT_TELL -> "?";
        };
    screen.line("%-4s %s%s", answer, guarantee.sentence(), detail);
  }

  private static String text(ProbeResult probed) {
    return (probed.known() ? "" : "cannot tell: ") + ProbeFile.text(probed);
  }

  private static Map<String, Object> json(Map<Guarantee, ProbeResult> found) {
    Map<String, Object> json = new LinkedHashMap<>();
    found.forEach((guarantee, probed) -> json.put(guarantee.code(), text(probed)));
    return json;
  }
}
