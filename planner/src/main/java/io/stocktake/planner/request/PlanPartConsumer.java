package io.stocktake.planner.request;

import java.io.IOException;
import java.nio.file.Path;

/** Takes parts of a plan that can be applied before the whole plan is made. */
public interface PlanPartConsumer {
  /** Rows of a part at most, at least 1. */
  int maxRows();

  /**
   * Where a part is to be written.
   *
   * @param number its number, from 1
   */
  Path place(int number);

  /**
   * Takes a part, which is a sealed plan of its own. May wait, and the walk with it, so that parts
   * do not pile up.
   *
   * @throws IOException if no part is carried out any more
   */
  void sealed(Path part) throws IOException, InterruptedException;

  /**
   * Waits until every part taken has ended, and says whether all of their rows ended well: only
   * then may a later part delete.
   *
   * @throws IOException if no part is carried out any more
   */
  boolean endedWell() throws IOException, InterruptedException;
}
