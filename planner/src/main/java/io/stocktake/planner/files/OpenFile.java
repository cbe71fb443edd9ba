package io.stocktake.planner.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A file open for reading on from one place; what it says of the file is said of the open one. */
public abstract class OpenFile implements Closeable {
  /** Bytes worth reading at once. */
  public static final int CHUNK = 16 * 1024;

  /** For files of this package, and for what stands in for a file. */
  protected OpenFile() {}

  /**
   * Opens a file.
   *
   * @param offset where to begin to read
   * @param follow whether a symbolic link stands for its target, or is an error
   */
  public static OpenFile open(Path file, long offset, boolean follow) throws IOException {
    return SystemCalls.AVAILABLE && offset == 0
        ? UnixFile.at(file, follow)
        : ChannelFile.at(file, offset, follow);
  }

  /** Reads on; returns the number of bytes, or a number below 1 at the end of the file. */
  public abstract int read(byte[] into, int offset, int length) throws IOException;

  /** Looks at the file. */
  public abstract Stat stat() throws IOException;
}
