package io.stocktake.manifests.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;

/**
 * A reader of a CSV file that skips records after the header. Skipping takes no parser: a record
 * ends with a line that has an even number of quotes so far (RFC 4180).
 */
final class SkippingReader {
  private static final int BUFFER = 64 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private long lines;

  SkippingReader(InputStream in) {
    this.in = in;
  }

  /** The header, and what follows after so many records; nothing if there are fewer. */
  InputStream behind(long records) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    pass(header);
    lines = 0;
    for (long i = 0; i < records; i++) {
      pass(OutputStream.nullOutputStream());
    }
    return new SequenceInputStream(
        Collections.enumeration(
            List.of(
                new ByteArrayInputStream(header.toByteArray()),
                new ByteArrayInputStream(buffer, position, limit - position),
                in)));
  }

  /** Lines of the records that were passed over. */
  long lines() {
    return lines;
  }

  private void pass(OutputStream copy) throws IOException {
    boolean quoted = false;
    boolean ended = false;
    while (!ended && (position < limit || fill())) {
      int begin = position;
      while (!ended && position < limit) {
        byte next = buffer[position++];
        quoted ^= next == '"';
        if (next == '\n') {
          lines++;
          ended = !quoted;
        }
      }
      copy.write(buffer, begin, position - begin);
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }
}
