package io.stocktake.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Another program that does the same. */
public record Peer(String program, String command, Map<String, String> environment) {
  private static final int SHOWN = 1000;

  /** A program that needs nothing in its environment. */
  public Peer(String program, String command) {
    this(program, command, Map.of());
  }

  /** Takes part in a race if it is there; returns its number, or a negative one. */
  public int join(InterleavedRuns runs, Path data) {
    return isThere() ? runs.add(() -> run(data)) : -1;
  }

  /** Runs once if it is there, for one that takes long; tells its rate at this much work. */
  public OptionalDouble runOnce(Path data, double amount) throws IOException, InterruptedException {
    if (!isThere()) {
      return OptionalDouble.empty();
    }
    long start = System.nanoTime();
    run(data);
    return OptionalDouble.of(amount / ((System.nanoTime() - start) / 1e9));
  }

  /** Whether this machine has the program. */
  public boolean isThere() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /**
   * Runs it to its end, its output thrown away.
   *
   * @throws IOException if it fails
   */
  private void run(Path data) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(List.of("sh", "-c", command, "sh", data.toString()))
            .redirectOutput(Redirect.DISCARD);
    // A lab speaks plain HTTP, and rclone refuses to start with a bundle it will not use.
    builder.environment().remove("AWS_CA_BUNDLE");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getErrorStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      String end = said.substring(Math.max(0, said.length() - SHOWN));
      throw new IOException(program + " failed with exit code " + process.exitValue() + ": " + end);
    }
  }
}
