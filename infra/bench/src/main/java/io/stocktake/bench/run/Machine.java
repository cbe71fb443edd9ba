package io.stocktake.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the results depend on, and no more. */
public final class Machine {
  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final List<String> FLAGS =
      List.of("avx2", "avx512f", "avx512bw", "avx512vl", "sha_ni", "asimd", "sve");

  private Machine() {}

  /** Whether this is a JDK whose goals are those of JDK 25. */
  public static boolean isNewJdk() {
    return Runtime.version().feature() >= 24;
  }

  /** JDK, cores, and what the CPU can do. */
  public static String describe() {
    return "JDK %d, %d cores, %s"
        .formatted(
            Runtime.version().feature(), Runtime.getRuntime().availableProcessors(), flags());
  }

  private static String flags() {
    try (Stream<String> lines = Files.lines(CPU)) {
      List<String> words =
          lines
              .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
              .limit(1)
              .flatMap(line -> Arrays.stream(line.split("\\s+")))
              .toList();
      return FLAGS.stream().filter(words::contains).collect(Collectors.joining(" "));
    } catch (IOException e) {
      return "unknown CPU";
    }
  }
}
