package io.stocktake.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run of the program in a process of its own, that counts what the kernel says of it.
 *
 * @param bytesRead bytes that it read by system calls, of files and sockets
 * @param peakBytes the most memory that it had, with files it had mapped
 * @param seconds how long it took
 */
record Child(long bytesRead, long peakBytes, double seconds) {
  /** The shell outlives the program, and the kernel adds what a child read to its parent. */
  private static final String SCRIPT =
      "\"$@\" >&2 & child=$!;"
          + " while grep VmHWM /proc/$child/status 2>/dev/null; do sleep 0.2; done;"
          + " wait $child || exit; cat /proc/$$/io";

  private static final Pattern READ = Pattern.compile("rchar: (\\d+)");
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  /** Where the program is. */
  static final Path STOCKTAKE = Path.of(System.getProperty("stocktake.bench.cli", "stocktake"));

  /**
   * Runs the program.
   *
   * @throws IOException if it fails, with what it said
   */
  static Child run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh", STOCKTAKE.toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Path errors = Files.createTempFile("stocktake-bench", ".err");
    builder.redirectError(errors.toFile());
    long start = System.nanoTime();
    Process process = builder.start();
    String counted = new String(process.getInputStream().readAllBytes(), UTF_8);
    double seconds = (System.nanoTime() - start) / 1e9;
    String said = Files.readString(errors);
    Files.delete(errors);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", arguments) + " failed: " + said);
    }
    return new Child(last(READ, counted), last(PEAK, counted) * 1024, seconds);
  }

  private static long last(Pattern pattern, String text) {
    long value = 0;
    for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
      value = Long.parseLong(matcher.group(1));
    }
    return value;
  }
}
