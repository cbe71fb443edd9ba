package io.stocktake.planner.lists;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that lists something.
 *
 * @param path where it is, or {@code -} for standard input
 * @param nul whether its records end in a NUL instead of a newline
 */
public record ListFile(Path path, boolean nul) {
  /** Opens it; where {@code whole}, a last record without its end is refused. */
  public TextRecords open(boolean whole) throws IOException {
    return TextRecords.open(path, nul, whole);
  }
}
