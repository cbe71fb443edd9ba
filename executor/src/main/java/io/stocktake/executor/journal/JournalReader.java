package io.stocktake.executor.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a journal from its start, up to the first line that is torn or damaged. */
public final class JournalReader {
  private static final int BUFFER = 1 << 20;

  /** Takes records. */
  @FunctionalInterface
  public interface RecordConsumer {
    void take(JournalRecord record) throws IOException;
  }

  private JournalReader() {}

  /**
   * Hands every good record to {@code sink}, in order.
   *
   * @return the length of the good part, in bytes
   */
  public static long read(Path file, RecordConsumer sink) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long good = 0;
    int filled = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer, filled, BUFFER - filled)) {
        filled += n;
        int used = 0;
        for (int end = lineEnd(buffer, used, filled); end >= 0; ) {
          Optional<JournalRecord> record = JournalLine.decode(buffer, used, end);
          if (record.isEmpty()) {
            return good + used;
          }
          sink.take(record.get());
          used = end + 1;
          end = lineEnd(buffer, used, filled);
        }
        good += used;
        filled -= used;
        System.arraycopy(buffer, used, buffer, 0, filled);
        if (filled > JournalLine.MAX_BYTES) {
          return good;
        }
      }
    }
    return good;
  }

  private static int lineEnd(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
