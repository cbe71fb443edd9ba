package io.stocktake.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** Formats numbers, bytes and durations for people. */
public final class NumberFormat {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private NumberFormat() {}

  /** A count with thousands separators: {@code 1,234,567}. */
  public static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** A count and its noun: {@code 1 file}, {@code 2 files}. */
  public static String count(long n, String noun) {
    return count(n) + " " + noun + (n == 1 ? "" : "s");
  }

  /** Bytes in binary units: {@code 1.5 GiB}. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
  }

  /** What was sent, and what was saved by copying, if anything. */
  public static String sent(long sent, long saved) {
    return bytes(sent) + (saved == 0 ? "" : ", let " + bytes(saved) + " be copied instead,");
  }

  /** A duration to the precision people care for: {@code 0.4 s}, {@code 3 min}, {@code 26 h}. */
  public static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7200) {
      return duration.toMinutes() + " min";
    }
    return duration.toHours() < 72 ? duration.toHours() + " h" : duration.toDays() + " days";
  }
}
