package io.stocktake.planner.md5;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** Reads a range from its start to its end, each byte once. */
final class RangeReader implements Closeable {
  private final FileRange range;
  private final FileChannel channel;
  private long position;
  private long left;

  RangeReader(FileRange range) throws IOException {
    this.range = range;
    this.position = range.offset();
    this.left = range.length();
    this.channel = FileChannel.open(range.file(), StandardOpenOption.READ);
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
    ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
    range.beforeReading(length);
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, position);
      if (read < 0) {
        throw new EOFException("the file ends " + left + " bytes too early");
      }
      position += read;
      left -= read;
    }
    return length;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
