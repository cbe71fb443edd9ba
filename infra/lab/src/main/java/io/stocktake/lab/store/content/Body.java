package io.stocktake.lab.store.content;

import io.stocktake.lab.model.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * A range of an object's bytes, opened for reading. The first blob is opened at once, so that an
 * object replaced meanwhile is noticed before an answer starts.
 */
public final class Body implements AutoCloseable {
  private final Blobs blobs;
  private final List<Part> parts;
  private int next;
  private long left;
  private InputStream current;

  /**
   * Opens {@code length} bytes from {@code offset}.
   *
   * @throws java.nio.file.NoSuchFileException if the version was removed meanwhile
   */
  public Body(Blobs blobs, List<Part> parts, long offset, long length) throws IOException {
    this.blobs = blobs;
    this.parts = parts;
    this.left = length;
    this.current = InputStream.nullInputStream();
    if (length > 0) {
      seek(offset);
    }
  }

  private void seek(long offset) throws IOException {
    long skip = offset;
    while (skip >= parts.get(next).size()) {
      skip -= parts.get(next).size();
      next++;
    }
    current = blobs.open(parts.get(next++).blob());
    current.skipNBytes(skip);
  }

  /** Reads into a buffer; -1 at the end of the range. */
  public int read(byte[] buffer) throws IOException {
    while (left > 0) {
      int n = current.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (n > 0) {
        left -= n;
        return n;
      }
      current.close();
      current = blobs.open(parts.get(next++).blob());
    }
    return -1;
  }

  /** Copies the rest of the range and closes. */
  public void copyTo(OutputStream out) throws IOException {
    try (this) {
      byte[] buffer = new byte[(int) Math.min(1 << 16, Math.max(1, left))];
      for (int n = read(buffer); n >= 0; n = read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  /** The rest of the range as a stream. */
  public InputStream stream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return Body.this.read(one) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        int n = Body.this.read(bytes);
        if (n > 0) {
          System.arraycopy(bytes, 0, buffer, offset, n);
        }
        return n;
      }

      @Override
      public void close() throws IOException {
        Body.this.close();
      }
    };
  }

  @Override
  public void close() throws IOException {
    current.close();
  }
}
