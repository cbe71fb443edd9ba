package io.stocktake.planner.fingerprint.md5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KernelSourceTest {
  private static final Path MAIN = Path.of("src/main/java");

  @Test
  void kernelsAreAsGenerated() throws IOException {
    for (KernelSource source : KernelSource.all()) {
      assertThat(Files.readString(MAIN.resolve(source.path())))
          .as("run KernelSource's main with src/main/java")
          .isEqualTo(source.generate());
    }
  }
}
