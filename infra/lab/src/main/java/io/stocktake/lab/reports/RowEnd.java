package io.stocktake.lab.reports;

/** Finds where rows end: at the line feeds that are not within quotes. */
final class RowEnd {
  private boolean quoted;

  /** Takes the next byte; says whether it is the last one of its row. */
  boolean isAt(int c) {
    if (c == '"') {
      quoted = !quoted; // of two in a row, which mean one, the second undoes the first
    }
    return c == '\n' && !quoted;
  }
}
