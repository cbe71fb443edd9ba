package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Scripts go by these numbers, so they never change, and what is written of them is true. */
class ExitCodeTest {
  private static final Path README = Path.of("..", "..", "README.md");

  @Test
  void theNumbersStay() {
    assertThat(Stream.of(ExitCode.values()).map(exit -> exit.name() + " " + exit.code()))
        .containsExactly(
            "DONE 0",
            "ENVIRONMENT 1",
            "USAGE 2",
            "INCOMPLETE 3",
            "REFUSED 4",
            "DIFFERENCES 5",
            "INTERRUPTED 130");
  }

  @Test
  void eachKindOfFailureHasTheCodeOfItsName() {
    assertThat(StocktakeException.Kind.values())
        .allSatisfy(kind -> assertThat(ExitCode.of(kind).name()).isEqualTo(kind.name()));
  }

  @Test
  void readmeAndHelpHaveTheTable() throws IOException {
    String help = AllCommands.specs().findFirst().orElseThrow().commandLine().getUsageMessage();
    assertThat(onOneLine(help)).containsOnlyOnce(ExitCode.table());
    assertThat(onOneLine(Files.readString(README)).replace("`", ""))
        .containsOnlyOnce(ExitCode.table());
  }

  private static String onOneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
