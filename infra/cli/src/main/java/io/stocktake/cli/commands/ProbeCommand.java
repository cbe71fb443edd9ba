package io.stocktake.cli.commands;

import com.fasterxml.jackson.annotation.JsonValue;
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
import java.util.EnumMap;
import java.util.EnumSet;
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
      output.show(screen, new ProbeView(result.found()), view -> view.found().forEach(this::line));
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

  /** What was found of each guarantee. */
  private record ProbeView(Map<Guarantee, ProbeResult> found) {
    @JsonValue
    private Map<Guarantee, String> sentences() {
      Map<Guarantee, String> sentences = new EnumMap<>(Guarantee.class);
      found.forEach((guarantee, probed) -> sentences.put(guarantee, text(probed)));
      return sentences;
    }

    private static String text(ProbeResult probed) {
      return (probed.known() ? "" : "cannot tell: ") + ProbeFile.text(probed);
    }
  }
}
