package io.stocktake.bench.data;

import io.stocktake.bench.run.ChildProcess;
import io.stocktake.bench.run.CpuPinning;
import io.stocktake.bench.run.Peer;
import io.stocktake.bench.run.Settings;
import io.stocktake.manifests.io.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Programs that upload the same files in turn, each time to a bucket of its own. */
public final class Uploaders {
  /** The name of ours; made plans are not counted, for peers walk and list while they copy. */
  public static final String OURS = "stocktake apply";

  public static final String RCLONE = "rclone copy";
  public static final String AWS = "aws s3 sync";

  private final Map<String, List<ChildProcess>> runs = new LinkedHashMap<>();

  /**
   * Lets all that are there run.
   *
   * @param own programs that this machine has for sure, by name; bucket and files follow
   */
  public static Uploaders run(Path source, Settings settings, Map<String, List<String>> own)
      throws IOException, InterruptedException {
    Uploaders done = new Uploaders();
    List<String> cores = CpuPinning.first(settings.threads());
    try (OwnLab lab = OwnLab.start(settings.runs() * (3 + own.size()), settings.threads())) {
      for (int i = 0; i < settings.runs(); i++) {
        done.add(OURS, apply(source, lab, cores));
        done.peer(
            "rclone", RCLONE, lab, cores, "copy", "--transfers", "16", source.toString(), ":s3:");
        done.peer("aws", AWS, lab, cores, "s3", "sync", source.toString(), "s3://");
        for (Map.Entry<String, List<String>> program : own.entrySet()) {
          List<String> command = new ArrayList<>(cores);
          command.addAll(program.getValue());
          command.addAll(List.of(lab.bucket(), source.toString()));
          done.add(program.getKey(), ChildProcess.of(lab.environment(), command));
        }
      }
    }
    return done;
  }

  /** Whether a program took part. */
  public boolean has(String name) {
    return runs.containsKey(name);
  }

  /** The median of a figure of a program's runs. */
  public double median(String name, ToDoubleFunction<ChildProcess> figure) {
    double[] sorted = runs.get(name).stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private void peer(String program, String name, OwnLab lab, List<String> cores, String... words)
      throws IOException, InterruptedException {
    if (new Peer(program, "").isThere()) {
      List<String> command = new ArrayList<>(cores);
      command.add(program);
      command.addAll(List.of(words));
      command.set(command.size() - 1, command.get(command.size() - 1) + lab.bucket());
      add(name, ChildProcess.of(lab.environment(), command));
    }
  }

  private void add(String name, ChildProcess run) {
    runs.computeIfAbsent(name, first -> new ArrayList<>()).add(run);
  }

  private static ChildProcess apply(Path source, OwnLab lab, List<String> cores)
      throws IOException, InterruptedException {
    Path plan = Files.createTempDirectory("stocktake-bench").resolve("plan");
    try {
      ChildProcess.run(
          lab.environment(),
          "plan",
          source.toString(),
          "s3://" + lab.bucket(),
          "--inventory",
          "live",
          "--out",
          plan.toString());
      List<String> command = new ArrayList<>(cores);
      command.addAll(List.of(ChildProcess.STOCKTAKE.toString(), "apply", plan.toString()));
      return ChildProcess.of(lab.environment(), command);
    } finally {
      FileTrees.delete(plan.getParent());
    }
  }
}
