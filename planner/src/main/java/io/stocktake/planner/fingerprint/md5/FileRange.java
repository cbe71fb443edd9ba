package io.stocktake.planner.fingerprint.md5;

import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.files.Stat;
import java.io.EOFException;
import java.io.IOException;

/** Bytes of a file to hash, and who wants to know. */
public interface FileRange {
  /** Opens the file at the first byte of the range, when its turn comes. */
  OpenFile open() throws IOException;

  /** How many bytes; what follows them in the file is not read. */
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
   * @param after what the file was when the last byte had been read
   * @throws IOException to give up all hashing of that thread
   */
  void done(byte[] md5, Stat after) throws IOException;

  /**
   * Takes the reason why there is no result.
   *
   * @param reason an {@link EOFException} if the file ends before the range does
   * @throws IOException to give up all hashing of that thread
   */
  void failed(IOException reason) throws IOException;
}
