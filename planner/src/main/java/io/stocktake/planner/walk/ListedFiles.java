package io.stocktake.planner.walk;

import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.lists.ListFile;
import io.stocktake.planner.lists.PathBelow;
import io.stocktake.planner.lists.TextRecords;
import io.stocktake.planner.lists.TextRecords.TextRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes a listing's word for what files there are, without a look at them: each record is a path,
 * its bytes, and its modification time in seconds, with a tab between, as {@code find -type f
 * -printf '%P\t%s\t%T@\n'} prints them.
 */
public final class ListedFiles {
  private static final int NANO_DIGITS = 9;

  /** Digits of a number of seconds that surely fits. */
  private static final int MAX_PLAIN = 11;

  private final Path root;
  private final Scope scope;
  private final FileSink sink;
  private final TextRecords records;

  private ListedFiles(Path root, TextRecords records, Scope scope, FileSink sink) {
    this.root = root;
    this.records = records;
    this.scope = scope;
    this.sink = sink;
  }

  /**
   * Takes the files of a listing.
   *
   * @param root the directory that the paths are below; need not exist
   * @param listing the listing
   * @param scope what of it is taken; its names alone matter
   * @param threads records taken at the same time
   * @param sink takes the files
   * @throws io.stocktake.manifests.StocktakeException if a record is not understood, or cut off
   */
  public static void walk(Path root, ListFile listing, Scope scope, int threads, FileSink sink)
      throws IOException, InterruptedException {
    try (TextRecords records = listing.open(true)) {
      RecordWalk.walk(records, threads, new ListedFiles(root, records, scope, sink)::take);
    }
  }

  private void take(TextRecord record) throws IOException {
    if (record.text().isEmpty()) {
      sink.problem(new Problem(record.shown(), Problem.Kind.NAME_NOT_UTF8, ""));
      return;
    }
    Optional<WalkedFile> file = parse(record.text().get());
    if (file.isEmpty()) {
      throw records.refuse(
          record,
          "is not a path below the source, bytes and seconds with tabs between: '"
              + record.shown()
              + "'");
    }
    if (scope.names().excludesFile(file.get().name())) {
      sink.leftOut(file.get().name());
    } else {
      sink.file(file.get());
    }
  }

  /** A name may hold tabs itself, so the last two count. */
  private Optional<WalkedFile> parse(String text) {
    int beforeTime = text.lastIndexOf('\t');
    int beforeSize = text.lastIndexOf('\t', beforeTime - 1);
    if (beforeSize < 0) {
      return Optional.empty();
    }
    try {
      long size = Long.parseLong(text, beforeSize + 1, beforeTime, 10);
      FileTime mtime = FileTime.from(instant(text.substring(beforeTime + 1)));
      return size < 0
          ? Optional.empty()
          : PathBelow.of(text.substring(0, beforeSize))
              .map(n -> new WalkedFile(root, n, size, mtime, Optional.empty()));
    } catch (ArithmeticException | IllegalArgumentException | java.time.DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant instant(String text) {
    return isPlain(text) ? plain(text) : instant(new BigDecimal(text));
  }

  /** Digits, a point, digits: what find prints of times since 1970. */
  private static Instant plain(String text) {
    int point = text.indexOf('.');
    long nanos = 0;
    for (int i = 1; i <= NANO_DIGITS; i++) {
      int digit = point + i < text.length() ? text.charAt(point + i) - '0' : 0;
      nanos = 10 * nanos + digit;
    }
    return Instant.ofEpochSecond(Long.parseLong(text, 0, point, 10), nanos);
  }

  private static boolean isPlain(String text) {
    int point = text.indexOf('.');
    boolean digits = point > 0 && point <= MAX_PLAIN;
    for (int i = 0; digits && i < text.length(); i++) {
      digits = i == point || (text.charAt(i) >= '0' && text.charAt(i) <= '9');
    }
    return digits;
  }

  private static Instant instant(BigDecimal seconds) {
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    BigDecimal rest = seconds.subtract(whole).movePointRight(NANO_DIGITS);
    return Instant.ofEpochSecond(whole.longValueExact(), rest.longValue());
  }
}
