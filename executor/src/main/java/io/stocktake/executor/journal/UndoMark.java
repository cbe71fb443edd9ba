package io.stocktake.executor.journal;

import io.stocktake.manifests.plan.Spelled;

/**
 * What was last written down of a plan's undo plan.
 *
 * @param step what became of it
 * @param name the undo plan's directory below the plan's own; empty if there is none
 */
public record UndoMark(Step step, String name) {
  /** What became of an undo plan. */
  public enum Step implements Spelled {
    /** It was sealed, and takes back all that was done before. */
    WRITTEN,
    /** There can be none, since the bucket keeps no versions. */
    NO_VERSIONS,
    /** The user did not want one. */
    DECLINED
  }
}
