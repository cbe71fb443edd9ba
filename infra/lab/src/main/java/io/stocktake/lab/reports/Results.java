package io.stocktake.lab.reports;

import io.stocktake.lab.manifest.Task;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The rows of a job's outcomes so far, in a file, each behind a byte that says whether it
 * succeeded. A row torn by a kill is cut off when the file is opened again, and its task runs
 * again, as S3 promises each task at least once.
 */
public final class Results implements Closeable {
  private static final int BUFFER = 1 << 16;
  private static final long FLUSH_NANOS = 100_000_000;
  private static final String END = "\r\n";

  private final OutputStream out;
  private long succeeded;
  private long failed;
  private long flushed = System.nanoTime();

  private Results(Path file) throws IOException {
    long whole = count(file);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(whole);
    }
    this.out =
        new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND), BUFFER);
  }

  /** Opens a file to add to it. */
  public static Results open(Path file) throws IOException {
    return new Results(file);
  }

  /** Counts the rows; returns the bytes up to the end of the last whole one. */
  private long count(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    long whole = 0;
    long at = 0;
    int first = -1;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      RowEnd end = new RowEnd();
      for (int c = in.read(); c >= 0; c = in.read()) {
        first = first < 0 ? c : first;
        at++;
        if (end.isAt(c)) {
          count(first == 's');
          first = -1;
          whole = at;
        }
      }
    }
    return whole;
  }

  private void count(boolean good) {
    if (good) {
      succeeded++;
    } else {
      failed++;
    }
  }

  /** Adds a row. It is on disk at the latest with the first row added a little later. */
  public void add(Task task, Outcome outcome) throws IOException {
    String row = (outcome.succeeded() ? "s" : "f") + outcome.row(task) + END;
    out.write(row.getBytes(StandardCharsets.UTF_8));
    count(outcome.succeeded());
    if (System.nanoTime() - flushed > FLUSH_NANOS) {
      out.flush();
      flushed = System.nanoTime();
    }
  }

  /** Tasks done. */
  public long succeeded() {
    return succeeded;
  }

  /** Tasks that were not done. */
  public long failed() {
    return failed;
  }

  /** Tasks that ran. */
  public long executed() {
    return succeeded + failed;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
