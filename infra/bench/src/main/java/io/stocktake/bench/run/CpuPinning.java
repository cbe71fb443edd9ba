package io.stocktake.bench.run;

import java.util.List;

/** What goes before a command so that it keeps to some cores; nothing where that cannot be. */
public final class CpuPinning {
  private CpuPinning() {}

  /** The first cores, which what is measured has to itself. */
  public static List<String> first(int cores) {
    return taskset(cores, "0-" + (cores - 1));
  }

  /** The cores from this one on. */
  public static List<String> from(int first) {
    return taskset(first, first + "-" + (Runtime.getRuntime().availableProcessors() - 1));
  }

  private static List<String> taskset(int measured, String cores) {
    boolean enough = Runtime.getRuntime().availableProcessors() > measured;
    return enough && new Peer("taskset", "").isThere()
        ? List.of("taskset", "-c", cores)
        : List.of();
  }
}
