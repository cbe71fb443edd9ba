package io.stocktake.planner.walk;

import io.stocktake.manifests.plan.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** Takes what a walk finds; called by several threads at once. */
public interface FileSink {
  /**
   * Takes a regular file.
   *
   * @param file where to open it
   * @param name its path below the root, {@code /} between names
   * @param size bytes
   * @param mtime modification time
   */
  void file(Path file, String name, long size, FileTime mtime) throws IOException;

  /** Takes something that is not a file the walk could see. */
  void problem(Problem problem) throws IOException;
}
