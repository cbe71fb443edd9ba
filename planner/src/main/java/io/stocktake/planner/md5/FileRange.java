package io.stocktake.planner.md5;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;

/** Bytes of a file to hash, and who wants to know. */
public interface FileRange {
  /** The file, opened when its turn comes. */
  Path file();

  /** The first byte. */
  long offset();

  /** How many bytes; what the file has behind them is not looked at. */
  long length();

  /**
   * Called before bytes are read, on the thread that reads them; may wait.
   *
   * @param bytes how many
   */
  default void beforeReading(int bytes) throws IOException {}

  /**
   * Takes the result, on the thread that hashes.
   *
   * @param md5 the 16 bytes of the MD5
   * @throws IOException to give up all hashing of that thread
   */
  void done(byte[] md5) throws IOException;

  /**
   * Takes the reason why there is no result.
   *
   * @param reason an {@link EOFException} if the file ends before the range does
   * @throws IOException to give up all hashing of that thread
   */
  void failed(IOException reason) throws IOException;
}
