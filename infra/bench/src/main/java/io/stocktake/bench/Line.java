package io.stocktake.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What came out.
 *
 * @param work what was done
 * @param unit what the rates count, per second
 * @param ours our rate
 * @param peer who else did it
 * @param theirs the peer's rate; nothing if it is missing on this machine
 * @param goal the ratio to reach
 */
record Line(
    String work, String unit, double ours, String peer, OptionalDouble theirs, double goal) {

  /** How many times faster than the peer. */
  OptionalDouble ratio() {
    return theirs.isPresent()
        ? OptionalDouble.of(ours / theirs.getAsDouble())
        : OptionalDouble.empty();
  }

  /** Cells of a table's row. */
  String[] cells() {
    String verdict =
        ratio().isEmpty() ? "peer missing" : ratio().getAsDouble() >= goal ? "reached" : "MISSED";
    return new String[] {
      work,
      number(ours) + " " + unit,
      peer,
      theirs.isPresent() ? number(theirs.getAsDouble()) + " " + unit : "-",
      ratio().isPresent() ? number(ratio().getAsDouble()) + " x" : "-",
      "≥ " + number(goal) + " x",
      verdict
    };
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
  }
}
