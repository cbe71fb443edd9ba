package io.stocktake.bench;

import io.stocktake.bench.run.Benchmark;
import io.stocktake.bench.run.Machine;
import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Results;
import io.stocktake.bench.run.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs benchmarks and prints a table of each. */
public final class Bench {
  private static final List<Benchmark> BENCHMARKS =
      List.of(
          new Hash(),
          new Walk(),
          new Decode(),
          new Join(),
          new State(),
          new Unchanged(),
          new Diff(),
          new Migration(),
          new UploadSmall(),
          new UploadLarge(),
          new UploadMemory(),
          new Delta(),
          new Scale());

  private Bench() {}

  /** Runs what the command line names. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Settings settings;
    List<Benchmark> chosen;
    try {
      settings = Settings.parse(arguments);
      chosen = settings.names().stream().flatMap(name -> named(name).stream()).toList();
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage() + "\n" + Settings.USAGE);
      System.exit(2);
      return;
    }
    Results results =
        new Results(Path.of(System.getProperty("stocktake.bench.results", "RESULTS.md")));
    String conditions = Machine.describe() + settings.describe();
    for (Benchmark benchmark : chosen) {
      List<ResultRow> lines = benchmark.run(settings);
      System.out.println(benchmark.name() + ": " + conditions);
      System.out.println(Results.table(lines));
      if (settings.write()) {
        results.keep(benchmark.name(), conditions, lines);
      }
    }
  }

  private static List<Benchmark> named(String name) {
    List<Benchmark> named =
        BENCHMARKS.stream().filter(b -> name.equals("all") || name.equals(b.name())).toList();
    if (named.isEmpty()) {
      throw new IllegalArgumentException("no such benchmark: " + name);
    }
    return named;
  }
}
