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
   * Takes an entry that is not passed as a file, of a walk that was asked for attributes: a
   * directory, or what is a problem, too.
   */
  default void entry(WalkedEntry entry) throws IOException {}

  /**
   * Takes an entry that the filters leave out; of a directory, nothing below it is passed.
   *
   * @param name its path below the root
   */
  default void leftOut(String name) {}
}
