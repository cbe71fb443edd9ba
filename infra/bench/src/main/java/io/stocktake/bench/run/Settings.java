package io.stocktake.bench.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the command line asks for.
 *
 * @param names benchmarks, or {@code all}
 * @param runs how often each is measured; the median counts
 * @param scale factor on the size of the data
 * @param threads threads of ours and of each peer
 * @param write whether to keep the results
 */
public record Settings(List<String> names, int runs, double scale, int threads, boolean write) {
  public static final String USAGE =
      "usage: run all|NAME... [--runs 5] [--scale 1] [--threads 2] [--write]";

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException if it cannot be understood
   */
  public static Settings parse(String... arguments) {
    List<String> names = new ArrayList<>();
    int runs = 5;
    double scale = 1;
    int threads = 2;
    boolean write = false;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--runs" -> runs = (int) positive(arguments, ++i);
        case "--scale" -> scale = positive(arguments, ++i);
        case "--threads" -> threads = (int) positive(arguments, ++i);
        case "--write" -> write = true;
        default -> names.add(name(arguments[i]));
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("which benchmark?");
    }
    return new Settings(names, Math.max(1, runs), scale, Math.max(1, threads), write);
  }

  /** A number of things that is {@code full} at scale 1, and at least 1. */
  public int scaled(int full) {
    return (int) Math.max(1, Math.round(full * scale));
  }

  /** How it was measured, to follow the machine. */
  public String describe() {
    return String.format(Locale.ROOT, ", median of %d, scale %s", runs, scale);
  }

  private static String name(String argument) {
    if (argument.startsWith("-")) {
      throw new IllegalArgumentException("no such option: " + argument);
    }
    return argument;
  }

  private static double positive(String[] arguments, int i) {
    if (i == arguments.length) {
      throw new IllegalArgumentException(arguments[i - 1] + " needs a number");
    }
    double value = Double.parseDouble(arguments[i]);
    if (!(value > 0)) {
      throw new IllegalArgumentException(arguments[i - 1] + " must be above 0");
    }
    return value;
  }
}
