package io.stocktake.executor;

import io.stocktake.manifests.CodedEnum;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The undo state of a plan. An undo plan belongs to the plan and not to a run: any run that finds
 * it missing, or older than rows that were done, writes it.
 *
 * @param state whether there is an undo plan
 * @param plan its directory, if it was written
 */
public record Undo(State state, Optional<Path> plan) {
  /** Whether there is an undo plan. */
  public enum State implements CodedEnum {
    /** The plan overwrites and deletes nothing, or nothing of it was done yet. */
    NOT_NEEDED("not-needed"),
    /** The bucket keeps no versions, so there is no way back. */
    NO_VERSIONS("no-versions"),
    /** The user did not want one; an apply that may write it does. */
    DECLINED("declined"),
    /** It is missing: the next apply writes it. */
    OWED("owed"),
    /** It takes back all that was done. */
    WRITTEN("written");

    private final String code;

    State(String code) {
      this.code = code;
    }

    @Override
    public String code() {
      return code;
    }
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
