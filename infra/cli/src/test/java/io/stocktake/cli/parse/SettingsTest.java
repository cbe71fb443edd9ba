package io.stocktake.cli.parse;

import io.stocktake.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No setting is lost: a name is known, and set once. */
class SettingsTest {
  private static final int USAGE = 2;

  @TempDir private Path temp;
  private Path config;

  @BeforeEach
  void name() {
    config = temp.resolve("config.properties");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exclude = *.tmp\nthreads = 2\nexclude = *.bak\n",
        "# a comment \\\nexclude = *.tmp\nexclude: *.bak\n",
        "exclude = a\\\n  b\nexclude *.bak\n",
        "\uFEFFexclude = *.tmp\r\n\r\nexclude=*.bak\r\n",
        "exclude = *.tmp\nexclude = *.tmp\n",
        "exclu\\u0064e = *.tmp\nexclude = *.bak\n"
      })
  void aNameThatIsSetTwice(String text) throws IOException {
    Files.writeString(config, text);
    plan(new Program()).expect(USAGE).says("'exclude' is set already in line").says(", line ");
  }

  @ParameterizedTest
  @CsvSource({"exclud,1", "STOCKTAKE_EXCLUDE,1", "exclude.1,1", "--exclude,1"})
  void aNameThatIsNoOption(String name, int line) throws IOException {
    Files.writeString(config, name + " = *.tmp\nthreads = 2\n");
    plan(new Program())
        .expect(USAGE)
        .says(config + ", line " + line + " sets '" + name + "', which is not an option");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"STOCKTAKE_EXCLUD", "STOCKTAKE_", "STOCKTAKE_EXCLUDE_1", "STOCKTAKE_OUT_"})
  void aVariableThatIsNoOption(String name) throws IOException {
    Files.writeString(config, "");
    plan(new Program().with(name, "*.tmp"))
        .expect(USAGE)
        .says("the environment sets " + name + ", which is not an option");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.tmp *.bak", "*.tmp\n*.bak", "*.tmp\t*.bak"})
  void severalPatternsInOneValue(String patterns) throws IOException {
    Files.writeString(config, "");
    plan(new Program().with("STOCKTAKE_EXCLUDE", patterns))
        .expect(USAGE)
        .says("STOCKTAKE_EXCLUDE holds")
        .says("--exclude-from");
    Files.writeString(config, "include = " + patterns.replace("\n", "\\n") + "\n");
    plan(new Program()).expect(USAGE).says(config + ", line 1 holds").says("--include-from");
  }

  @Test
  void settingsOfAnyCommandMayStandTogether() throws IOException {
    Files.writeString(config, "exclude = *.tmp\npart-size = 8Mi\nlimit = 5\n");
    plan(new Program().with("STOCKTAKE_DEBUG", "1")).expect(1).says("there is no inventory");
  }

  private Program.Run plan(Program program) {
    Path none = temp.resolve("none");
    return program.run(
        "plan", none, "s3://bucket", "--inventory", none, "--out", none, "--config", config);
  }
}
