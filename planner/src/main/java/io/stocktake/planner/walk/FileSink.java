package io.stocktake.planner.walk;

import io.stocktake.manifests.plan.Problem;
import java.io.IOException;

/** Takes what a walk finds; called by several threads at once. */
public interface FileSink {
  /** Takes a regular file. */
  void file(WalkedFile file) throws IOException;

  /** Takes something that is not a file the walk could see. */
  void problem(Problem problem) throws IOException;
}
