package io.stocktake.executor.journal;

import io.stocktake.executor.Undo;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The last journaled state of a plan's undo plan.
 *
 * @param step what became of it
 * @param name the undo plan's directory below the plan's own; empty if there is none
 */
public record UndoRecord(Step step, String name) {
  /** What became of an undo plan. */
  public enum Step implements CodedEnum {
    /** It was sealed, and takes back all that was done before. */
    WRITTEN("written"),
    /** There can be none, since the bucket keeps no versions. */
    NO_VERSIONS("no-versions"),
    /** The user did not want one. */
    DECLINED("declined");

    private final String code;

    Step(String code) {
      this.code = code;
    }

    @Override
    public String code() {
      return code;
    }
  }

  /**
   * The undo state as a journal tells it.
   *
   * @param last what was last written down of the undo plan; versions that are removed have none
   * @param changed whether rows were done since
   */
  public static Undo undo(PlanBundle bundle, Optional<UndoRecord> last, boolean changed) {
    Plan plan = bundle.plan();
    boolean replaces = plan.rows(Action.DELETE) + plan.rows(Verdict.CHANGED) > 0;
    if (!replaces || plan.prunes() || (last.isEmpty() && !changed)) {
      return without(Undo.State.NOT_NEEDED);
    }
    if (changed) {
      return without(Undo.State.OWED);
    }
    return switch (last.get().step()) {
      case NO_VERSIONS -> without(Undo.State.NO_VERSIONS);
      case DECLINED -> without(Undo.State.DECLINED);
      case WRITTEN -> written(bundle.directory().resolve(last.get().name()));
    };
  }

  /** One that is gone is missing like one that never was. */
  private static Undo written(Path plan) {
    return Files.isDirectory(plan)
        ? new Undo(Undo.State.WRITTEN, Optional.of(plan))
        : without(Undo.State.OWED);
  }

  private static Undo without(Undo.State state) {
    return new Undo(state, Optional.empty());
  }
}
