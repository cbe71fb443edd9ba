package io.stocktake.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/** Interleaved runs: peers take turns, so that other load on the machine affects all of them. */
public final class InterleavedRuns {
  private static final long WARM_UP_NANOS = 4_000_000_000L;

  private final Run prepare;
  private final List<Run> runs = new ArrayList<>();
  private final List<List<Double>> seconds = new ArrayList<>();

  /** Some work to be timed. */
  @FunctionalInterface
  public interface Run {
    void run() throws IOException, InterruptedException;
  }

  /**
   * A race of nobody yet.
   *
   * @param prepare what is done before each run, and not timed
   */
  public InterleavedRuns(Run prepare) {
    this.prepare = prepare;
  }

  /** Adds a runner and returns its number. */
  public int add(Run run) {
    runs.add(run);
    seconds.add(new ArrayList<>());
    return runs.size() - 1;
  }

  /**
   * Lets each of them run this many times, after it has run for some seconds so that a JIT compiler
   * has seen it.
   */
  public void start(int times) throws IOException, InterruptedException {
    for (Run run : runs) {
      warmUp(run);
    }
    for (int i = 0; i < times; i++) {
      for (int j = 0; j < runs.size(); j++) {
        prepare.run();
        long start = System.nanoTime();
        runs.get(j).run();
        seconds.get(j).add((System.nanoTime() - start) / 1e9);
      }
    }
  }

  private void warmUp(Run run) throws IOException, InterruptedException {
    long start = System.nanoTime();
    do {
      prepare.run();
      run.run();
    } while (System.nanoTime() - start < WARM_UP_NANOS);
  }

  /** The median rate of a runner that did this much; nothing for one that did not take part. */
  public OptionalDouble rate(int runner, double amount) {
    if (runner < 0) {
      return OptionalDouble.empty();
    }
    List<Double> sorted = new ArrayList<>(seconds.get(runner));
    Collections.sort(sorted);
    return OptionalDouble.of(amount / sorted.get(sorted.size() / 2));
  }
}
