package io.stocktake.lab.manifest;

import java.io.IOException;

/** Takes the tasks of a manifest in its order. */
@FunctionalInterface
public interface TaskSink {
  /** Takes one task. */
  void accept(Task task) throws IOException;
}
