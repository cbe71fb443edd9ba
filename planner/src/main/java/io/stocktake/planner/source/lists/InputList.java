package io.stocktake.planner.source.lists;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.SystemErrors;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * A file that lists something.
 *
 * @param path where it is, or {@code -} for standard input
 * @param nul whether its records end in a NUL instead of a newline
 */
public record InputList(Path path, boolean nul) {
  private static final String STANDARD_INPUT = "-";

  /**
   * Opens it.
   *
   * @param whole whether the last record must have its end, as a sign that none is missing
   * @throws StocktakeException if it cannot be read
   */
  public DelimitedRecords open(boolean whole) throws IOException {
    try {
      return new DelimitedRecords(describe(), stream(), nul, whole);
    } catch (IOException e) {
      throw StocktakeException.usage(describe() + " cannot be read: " + SystemErrors.reason(e));
    }
  }

  /**
   * All of its lines, of a list that is not long.
   *
   * @throws StocktakeException if it cannot be read, or is not UTF-8
   */
  public List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (DelimitedRecords records = open(false)) {
      for (List<DelimitedRecord> some = records.next(); !some.isEmpty(); some = records.next()) {
        for (DelimitedRecord record : some) {
          lines.add(record.text().orElseThrow(() -> records.refuse(record, "is not UTF-8")));
        }
      }
    }
    return lines;
  }

  /**
   * A pipe, such as a shell's {@code <(...)}, has no position, which the JDK's channels ask for.
   */
  private InputStream stream() throws IOException {
    if (path.toString().equals(STANDARD_INPUT)) {
      return System.in;
    }
    boolean pipe =
        Files.exists(path) && Files.readAttributes(path, BasicFileAttributes.class).isOther();
    return pipe ? new FileInputStream(path.toFile()) : Files.newInputStream(path);
  }

  /** Its name in a sentence. */
  public String describe() {
    return path.toString().equals(STANDARD_INPUT) ? "standard input" : path.toString();
  }
}
