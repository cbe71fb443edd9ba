package io.stocktake.planner.source;

import io.stocktake.manifests.plan.Problem;
import java.io.IOException;

/** Takes what a walk finds; called by several threads at once. */
public interface FileSink {
  /** Takes a regular file. */
  void file(WalkedFile file) throws IOException;

  /** Takes something that is not a file the walk could see. */
  void problem(Problem problem) throws IOException;

  /**
   * Takes an entry that the filters leave out; of a directory, nothing below it is passed.
   *
   * @param name its path below the root
   */
  default void leftOut(String name) {}
}
