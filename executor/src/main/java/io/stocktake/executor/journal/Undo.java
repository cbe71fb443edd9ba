package io.stocktake.executor.journal;

import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanBundle;
import io.stocktake.manifests.plan.Spelled;
import io.stocktake.manifests.plan.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The way back from a plan. An undo plan is owed to the plan and not to a run: whichever run finds
 * it missing, or written before rows were done that it does not know, writes it.
 *
 * @param state whether there is an undo plan
 * @param plan its directory, if it was written
 */
public record Undo(State state, Optional<Path> plan) {
  /** Whether there is an undo plan. */
  public enum State implements Spelled {
    /** The plan overwrites and deletes nothing, or nothing of it was done yet. */
    NOT_NEEDED,
    /** The bucket keeps no versions, so there is no way back. */
    NO_VERSIONS,
    /** The user did not want one; an apply that may write it does. */
    DECLINED,
    /** It is missing: the next apply writes it. */
    OWED,
    /** It takes back all that was done. */
    WRITTEN
  }

  /**
   * The way back as a journal tells of it.
   *
   * @param last what was last written down of the undo plan
   * @param changed whether rows were done since
   */
  static Undo of(PlanBundle bundle, Optional<UndoMark> last, boolean changed) {
    Plan plan = bundle.plan();
    boolean replaces = plan.rows(Action.DELETE) + plan.rows(Verdict.CHANGED) > 0;
    if (!replaces || (last.isEmpty() && !changed)) {
      return without(State.NOT_NEEDED);
    }
    if (changed) {
      return without(State.OWED);
    }
    return switch (last.get().step()) {
      case NO_VERSIONS -> without(State.NO_VERSIONS);
      case DECLINED -> without(State.DECLINED);
      case WRITTEN -> written(bundle.directory().resolve(last.get().name()));
    };
  }

  /** One that is gone is missing like one that never was. */
  private static Undo written(Path plan) {
    return Files.isDirectory(plan)
        ? new Undo(State.WRITTEN, Optional.of(plan))
        : without(State.OWED);
  }

  private static Undo without(State state) {
    return new Undo(state, Optional.empty());
  }

  /** Whether it is missing. */
  public boolean isOwed() {
    return state == State.OWED;
  }

  /** Whether a run that writes undo plans must write it. */
  public boolean isToWrite() {
    return isOwed() || state == State.DECLINED;
  }
}
