package io.stocktake.executor;

import io.stocktake.manifests.CodedEnum;

/**
 * The state of a plan's snapshot. Like an undo plan, it belongs to the plan and not to a run: any
 * run that finds it missing seals it.
 *
 * @param state whether there is a snapshot
 * @param id its name; empty if there is none
 * @param notStored files in it that no object holds
 */
public record SnapshotState(State state, String id, long notStored) {
  /** The plan has no catalogue, so no snapshot is made of it. */
  public static final SnapshotState NONE = new SnapshotState(State.NONE, "", 0);

  /** It is missing. */
  public static final SnapshotState OWED = new SnapshotState(State.OWED, "", 0);

  /** Whether there is a snapshot. */
  public enum State implements CodedEnum {
    /** None was asked for. */
    NONE("none"),
    /** It is missing, or older than rows that were done: the next apply seals it. */
    OWED("owed"),
    /** It is sealed, but not all files are stored, or not all of the source was seen. */
    PARTIAL("partial"),
    /** It is sealed, and every file in it is held by an object. */
    SEALED("sealed");

    private final String code;

    State(String code) {
      this.code = code;
    }

    @Override
    public String code() {
      return code;
    }
  }

  /** Whether the plan asks for one. */
  public boolean isWanted() {
    return state != State.NONE;
  }

  /** Whether it is missing. */
  public boolean isOwed() {
    return state == State.OWED;
  }
}
