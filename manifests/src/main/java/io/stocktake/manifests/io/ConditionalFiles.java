package io.stocktake.manifests.io;

import io.stocktake.manifests.ETag;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Files of a folder that several machines write to, with compare-and-swap by ETag. Every operation
 * fails with a sentence that names the file.
 */
public interface ConditionalFiles {
  /** The names of the files in it. */
  List<String> list() throws IOException;

  /** The paths of the files in it and in its folders, {@code /} between names. */
  List<String> listAll() throws IOException;

  /**
   * Fetches a file.
   *
   * @param into the local file to write
   * @return what marks its content, nothing if there is no such file
   */
  Optional<ETag> fetch(String name, Path into) throws IOException;

  /**
   * A file as it is.
   *
   * @param etag what marks its content
   * @param age how long ago it was written, by the clock of the place that keeps it
   */
  record Seen(ETag etag, Duration age) {}

  /** HEAD: a file's ETag and age; empty if there is no such file. */
  Optional<Seen> head(String name) throws IOException;

  /**
   * Writes a file from a part of a local one.
   *
   * @param from the local file
   * @param offset where its part begins
   * @param length bytes of the part
   * @param seen what must be replaced; nothing if no such file may be there
   * @return what marks the new content; nothing if the file is not what was seen, and stays
   */
  Optional<ETag> put(String name, Path from, long offset, long length, Optional<ETag> seen)
      throws IOException;

  /** Removes a file if it is still what was seen. */
  void delete(String name, ETag seen) throws IOException;

  /** The name of a file, or of the folder if it is empty, for people. */
  String describe(String name);
}
