package io.stocktake.bench;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Another program that does the same. */
record Peer(String program, String command) {

  /** Takes part in a race if it is there; returns its number, or a negative one. */
  int join(Race race, Path data) {
    return isThere() ? race.add(() -> run(data)) : -1;
  }

  private boolean isThere() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /**
   * Runs it to its end, its output thrown away.
   *
   * @throws IOException if it fails
   */
  private void run(Path data) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of("sh", "-c", command, "sh", data.toString()))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(program + " failed with exit code " + process.exitValue());
    }
  }
}
