package io.stocktake.planner.source;

import io.stocktake.planner.source.lists.DelimitedRecord;
import io.stocktake.planner.source.lists.DelimitedRecords;
import io.stocktake.planner.source.lists.InputList;
import io.stocktake.planner.source.lists.RelativePath;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads the files from a listing, without a stat of any: each record is a path, its bytes, and its
 * modification time in seconds, with a tab between, as {@code find -type f -printf '%P\t%s\t%T@\n'}
 * prints them.
 */
public final class ListedFiles {
  private static final int NANO_DIGITS = 9;

  /** Digits of a number of seconds that surely fits. */
  private static final int MAX_PLAIN = 11;

  /** Digits of a number of seconds that is not made to be slow. */
  private static final int MAX_SCALE = 60;

  /** Digits of a number that surely fits into a long. */
  private static final int MAX_DIGITS = 18;

  private static final int[] POWERS = {
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };

  private final WalkOptions walkOptions;
  private final FileSink sink;
  private final DelimitedRecords records;

  private ListedFiles(DelimitedRecords records, WalkOptions walkOptions, FileSink sink) {
    this.records = records;
    this.walkOptions = walkOptions;
    this.sink = sink;
  }

  /**
   * Takes the files of a listing.
   *
   * @param listing the listing
   * @param walkOptions only its name filters are used
   * @param threads records taken at the same time
   * @param sink takes the files
   * @throws io.stocktake.manifests.StocktakeException if a record is not understood, or cut off
   */
  public static void walk(InputList listing, WalkOptions walkOptions, int threads, FileSink sink)
      throws IOException, InterruptedException {
    try (DelimitedRecords records = listing.open(true)) {
      RecordWalk.walk(records, threads, new ListedFiles(records, walkOptions, sink)::take);
    }
  }

  private void take(DelimitedRecord record) throws IOException {
    if (!record.isUtf8()) {
      walkOptions.notUtf8(record.shown(), false, sink);
      return;
    }
    Optional<WalkedFile> file = parse(record);
    if (file.isEmpty()) {
      throw records.refuse(
          record,
          "is not a path below the source, bytes and seconds with tabs between: '"
              + record.shown()
              + "'");
    }
    if (walkOptions.names().excludesFile(file.get().name())) {
      sink.leftOut(file.get().name());
    } else {
      sink.file(file.get());
    }
  }

  /** A name may hold tabs itself, so the last two count. */
  private Optional<WalkedFile> parse(DelimitedRecord record) {
    int beforeTime = record.lastIndexOf('\t', record.length());
    int beforeSize = record.lastIndexOf('\t', beforeTime);
    if (beforeSize < 0) {
      return Optional.empty();
    }
    try {
      long size = size(record, beforeSize + 1, beforeTime);
      FileTime mtime = FileTime.from(instant(record, beforeTime + 1, record.length()));
      return size < 0
          ? Optional.empty()
          : RelativePath.of(record.text(0, beforeSize))
              .map(n -> new WalkedFile(n, size, mtime, Optional.empty()));
    } catch (ArithmeticException | IllegalArgumentException | java.time.DateTimeException e) {
      return Optional.empty();
    }
  }

  private static long size(DelimitedRecord record, int from, int to) {
    long plain = digits(record, from, to);
    return plain >= 0 ? plain : Long.parseLong(record.text(from, to));
  }

  /**
   * What GNU find prints: seconds, a point, and a fraction that counts forward also where the
   * seconds are negative, so that -1.25 is three quarters of a second before 1970. What find never
   * prints is a decimal number.
   */
  private static Instant instant(DelimitedRecord record, int from, int to) {
    boolean negative = from < to && record.at(from) == '-';
    int first = negative ? from + 1 : from;
    int point = record.lastIndexOf('.', to);
    int whole = point < first ? to : point;
    long seconds = whole - first > MAX_PLAIN ? -1 : digits(record, first, whole);
    long nanos = whole == to ? 0 : nanos(record, point + 1, to);
    return seconds < 0 || nanos < 0 || (negative && seconds == 0)
        ? decimal(new BigDecimal(record.text(from, to)))
        : Instant.ofEpochSecond(negative ? -seconds : seconds, nanos);
  }

  private static Instant decimal(BigDecimal seconds) {
    if (Math.abs((long) seconds.scale()) > MAX_SCALE || seconds.precision() > MAX_SCALE) {
      throw new IllegalArgumentException("not a time: to write it out would take too long");
    }
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    BigDecimal rest = seconds.subtract(whole).movePointRight(NANO_DIGITS);
    return Instant.ofEpochSecond(whole.longValueExact(), rest.longValue());
  }

  /** The first nine digits of a fraction, which no file system tells more of; negative if none. */
  private static long nanos(DelimitedRecord record, int from, int to) {
    int end = Math.min(to, from + NANO_DIGITS);
    long fraction = from == to ? 0 : digits(record, from, end);
    boolean plain = fraction >= 0 && (end == to || digits(record, end, to) >= 0);
    return plain ? fraction * POWERS[(NANO_DIGITS - (end - from)) % NANO_DIGITS] : -1;
  }

  /** The value of some digits; negative if there are none, too many, or something else is there. */
  private static long digits(DelimitedRecord record, int from, int to) {
    long value = from < to && to - from <= MAX_DIGITS ? 0 : -1;
    for (int i = from; i < to && value >= 0; i++) {
      int digit = record.at(i) - '0';
      value = digit >= 0 && digit <= 9 ? 10 * value + digit : -1;
    }
    return value;
  }
}
