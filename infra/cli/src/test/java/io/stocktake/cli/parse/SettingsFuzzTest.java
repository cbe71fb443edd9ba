package io.stocktake.cli.parse;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.cli.Stocktake;
import io.stocktake.cli.terminal.Screen;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class SettingsFuzzTest {
  @TempDir private static Path temp;

  /** A file of settings, for a command that lacks what it must be given. */
  @FuzzTest
  void areReadOrRefused(byte[] data) throws IOException {
    Path file = Files.write(temp.resolve("settings"), data);
    try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream())) {
      Screen screen = new Screen(nowhere, nowhere, false);
      assertThat(Stocktake.run(screen, Map.of(), "plan", "--config=" + file)).isEqualTo(2);
    }
  }
}
