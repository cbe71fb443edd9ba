package io.stocktake.planner.fingerprint.md5;

import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.files.Stat;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;

/** Reads a range from its start to its end, each byte once. */
final class RangeReader implements Closeable {
  private final FileRange range;
  private final OpenFile file;
  private long left;

  RangeReader(FileRange range) throws IOException {
    this.range = range;
    this.left = range.length();
    this.file = range.open();
  }

  /** Bytes not read yet. */
  long left() {
    return left;
  }

  /**
   * Reads as much as there is room for.
   *
   * @return the number of bytes, less than {@code room} only at the end of the range
   * @throws EOFException if the file ends before the range
   */
  int read(byte[] into, int offset, int room) throws IOException {
    int length = (int) Math.min(room, left);
    range.beforeReading(length);
    int done = 0;
    while (done < length) {
      int read = file.read(into, offset + done, length - done);
      if (read < 1) {
        throw new EOFException("the file ends " + left + " bytes too early");
      }
      done += read;
      left -= read;
    }
    return length;
  }

  /** Stats the open file. */
  Stat stat() throws IOException {
    return file.stat();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
