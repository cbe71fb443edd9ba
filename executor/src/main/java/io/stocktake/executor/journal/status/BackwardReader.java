package io.stocktake.executor.journal.status;

import io.stocktake.executor.journal.JournalLine;
import io.stocktake.executor.journal.JournalRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a journal backward, so that the first record of a row is the last one written. Torn lines
 * are skipped.
 */
final class BackwardReader {
  private static final int BLOCK = 64 * 1024;

  /** Takes records, newest first. */
  interface RecordConsumer {
    /** Takes one record and says whether to go on. */
    boolean accept(JournalRecord record) throws IOException;
  }

  private BackwardReader() {}

  static void read(Path file, RecordConsumer sink) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] pending = new byte[0];
      long start = in.length();
      while (start > 0) {
        byte[] bytes = before(in, start, pending);
        start = Math.max(0, start - BLOCK);
        int end = bytes.length;
        for (int i = end - 1; i >= 0; i--) {
          if (bytes[i] == '\n') {
            if (!deliver(bytes, i + 1, end, sink)) {
              return;
            }
            end = i;
          }
        }
        pending = Arrays.copyOf(bytes, Math.min(end, JournalLine.MAX_BYTES));
      }
      deliver(pending, 0, pending.length, sink);
    }
  }

  /** The block that ends at {@code start}, with the torn first line of the block after it. */
  private static byte[] before(RandomAccessFile in, long start, byte[] pending) throws IOException {
    int length = (int) Math.min(BLOCK, start);
    byte[] bytes = new byte[length + pending.length];
    in.seek(start - length);
    in.readFully(bytes, 0, length);
    System.arraycopy(pending, 0, bytes, length, pending.length);
    return bytes;
  }

  private static boolean deliver(byte[] bytes, int from, int to, RecordConsumer sink)
      throws IOException {
    Optional<JournalRecord> record = JournalLine.decode(bytes, from, to);
    return record.isEmpty() || sink.accept(record.get());
  }
}
