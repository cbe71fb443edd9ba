package io.stocktake.bench.run;

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
 * A run of a program in a process of its own, that counts what the kernel says of it.
 *
 * @param bytesRead bytes that it read by system calls, of files and sockets
 * @param peakBytes the most memory that it had, with files it had mapped
 * @param cpuSeconds processor time, of the processes that it started too
 * @param seconds how long it took
 * @param said what it wrote, errors too
 */
public record ChildProcess(
    long bytesRead, long peakBytes, double cpuSeconds, double seconds, String said) {
  /** The shell outlives the program, and the kernel adds what a child read to its parent. */
  private static final String SCRIPT =
      "\"$@\" >&2 & child=$!;"
          + " while grep VmHWM /proc/$child/status 2>/dev/null; do sleep 0.2; done;"
          + " wait $child || exit; cat /proc/$$/io; times";

  private static final Pattern READ = Pattern.compile("rchar: (\\d+)");
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  /** Of the two lines the last is of the shell's children: user, then system. */
  private static final Pattern TIMES = Pattern.compile("(\\d+)m([0-9.]+)s (\\d+)m([0-9.]+)s\\s*$");

  /** Where the program is. */
  public static final Path STOCKTAKE =
      Path.of(System.getProperty("stocktake.bench.cli", "stocktake"));

  /**
   * Runs Stocktake.
   *
   * @throws IOException if it fails, with what it said
   */
  public static ChildProcess run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(STOCKTAKE.toString()));
    command.addAll(Arrays.asList(arguments));
    return of(environment, command);
  }

  /** As above, with another program. */
  public static ChildProcess of(Map<String, String> environment, List<String> program)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh"));
    command.addAll(program);
    ProcessBuilder builder = new ProcessBuilder(command);
    // A lab speaks plain HTTP, and rclone refuses to start with a bundle it will not use.
    builder.environment().remove("AWS_CA_BUNDLE");
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
      throw new IOException(String.join(" ", program) + " failed: " + said);
    }
    return new ChildProcess(
        last(READ, counted), last(PEAK, counted) * 1024, cpuSeconds(counted), seconds, said);
  }

  private static double cpuSeconds(String counted) {
    Matcher times = TIMES.matcher(counted);
    if (!times.find()) {
      throw new IllegalStateException("the shell tells no times: " + counted);
    }
    return 60 * (Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(3)))
        + Double.parseDouble(times.group(2))
        + Double.parseDouble(times.group(4));
  }

  private static long last(Pattern pattern, String text) {
    long value = 0;
    for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
      value = Long.parseLong(matcher.group(1));
    }
    return value;
  }
}
