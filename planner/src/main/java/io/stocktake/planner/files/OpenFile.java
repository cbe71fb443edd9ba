package io.stocktake.planner.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file open for reading on from one place; what it says of the file is said of the open one. */
public abstract class OpenFile implements Closeable {
  /** Bytes worth reading at once. */
  public static final int CHUNK = 16 * 1024;

  /** For files of this package, and for what stands in for a file. */
  protected OpenFile() {}

  /**
   * Opens a file below a root, name by name and without following symbolic links.
   *
   * @param root a directory with no symbolic link in its path, the same object for all its files
   * @param offset where to begin to read
   * @param follow whether symbolic links stand for their targets, which must be below the root too;
   *     otherwise a link is an error
   */
  public static OpenFile open(Path root, Path file, long offset, boolean follow)
      throws IOException {
    Path real = follow ? target(root, file) : file;
    return SystemCalls.AVAILABLE && offset == 0
        ? UnixFile.at(root, real)
        : ChannelFile.at(root, real, offset);
  }

  /** Where links lead; no link is followed from there on. */
  static Path target(Path root, Path path) throws IOException {
    Path real = path.toRealPath();
    if (!real.startsWith(root)) {
      throw new FileSystemException(path.toString(), real.toString(), "leads out of " + root);
    }
    return real;
  }

  /** Reads on; returns the number of bytes, or a number below 1 at the end of the file. */
  public abstract int read(byte[] into, int offset, int length) throws IOException;

  /** Stats the open file. */
  public abstract Stat stat() throws IOException;
}
