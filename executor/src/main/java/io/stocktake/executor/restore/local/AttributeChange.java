package io.stocktake.executor.restore.local;

import java.io.IOException;
import java.nio.file.Path;

/** Gives a file or directory its attributes. */
@FunctionalInterface
public interface AttributeChange {
  /** Changes nothing. */
  AttributeChange NONE = path -> {};

  /**
   * Changes the attributes of what is at a path, and never of what a link there leads to.
   *
   * @param path a path that leads into an open directory
   */
  void apply(Path path) throws IOException;
}
