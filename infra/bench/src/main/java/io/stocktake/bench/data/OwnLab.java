package io.stocktake.bench.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.bench.run.ChildProcess;
import io.stocktake.bench.run.CpuPinning;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.manifests.io.FileTrees;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A lab in a process of its own, on other cores than those measured where there are enough, so that
 * its work is nobody's. Its empty buckets are handed out one after the other.
 */
public final class OwnLab implements Closeable {
  /** What it says first: lines for a shell, of endpoint, keys and Region. */
  private static final int SETTINGS = 4;

  private final Path data;
  private final Process process;
  private final Map<String, String> environment;
  private int taken;

  private OwnLab(Path data, Process process, Map<String, String> environment) {
    this.data = data;
    this.process = process;
    this.environment = environment;
  }

  /** Starts a lab with so many buckets beside this many measured cores. */
  public static OwnLab start(int buckets, int cores) throws IOException {
    Path data = Files.createTempDirectory("stocktake-bench-lab");
    try (Lab lab = Lab.start(LabOptions.in(data).withPort(0))) {
      for (int i = 0; i < buckets; i++) {
        lab.createBucket(name(i));
      }
    }
    List<String> command = new ArrayList<>(CpuPinning.from(cores));
    command.addAll(List.of(ChildProcess.STOCKTAKE.toString(), "lab", "--data", data.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectError(Redirect.DISCARD)
            .redirectInput(Redirect.PIPE)
            .start();
    return new OwnLab(data, process, environment(process.inputReader(UTF_8)));
  }

  public static Map<String, String> environment(BufferedReader said) throws IOException {
    Map<String, String> found = new HashMap<>();
    while (found.size() < SETTINGS) {
      String line = said.readLine();
      if (line == null) {
        throw new IOException("the lab of the benchmarks did not start");
      }
      String[] setting = line.replace("export ", "").split("=", 2);
      found.put(setting[0], setting[1]);
    }
    return Bucket.environment(found);
  }

  /** What programs need in their environment to find it. */
  public Map<String, String> environment() {
    return environment;
  }

  /** The name of a bucket that nobody has had. */
  public String bucket() {
    return name(taken++);
  }

  private static String name(int number) {
    return "bucket-" + number;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
    FileTrees.delete(data);
  }
}
