package io.stocktake.lab.manifest;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/** Rows of a CSV file one by one; fields may be quoted, lines end in LF or CRLF. */
final class CsvRows {
  private final Reader in;

  /** Reads characters one by one, so the reader should buffer. */
  CsvRows(Reader in) {
    this.in = in;
  }

  /** The next row, or null at the end. A blank line is a row of one empty field. */
  List<String> next() throws IOException {
    int c = in.read();
    if (c < 0) {
      return null;
    }
    List<String> row = new ArrayList<>(4);
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    int before = ',';
    for (; c >= 0 && (quoted || c != '\n'); c = in.read()) {
      if (c == '"') {
        quoted = !quoted;
        if (quoted && before == '"') {
          field.append('"');
        }
      } else if (c == ',' && !quoted) {
        row.add(field.toString());
        field.setLength(0);
      } else {
        field.append((char) c);
      }
      before = c;
    }
    if (field.length() > 0 && field.charAt(field.length() - 1) == '\r') {
      field.setLength(field.length() - 1);
    }
    row.add(field.toString());
    return row;
  }
}
