package io.stocktake.manifests.plan;

import io.stocktake.manifests.ETag;
import java.util.Optional;

/**
 * The condition of a write: the state of the key that the plan saw, absent or one ETag. Written
 * {@code absent}, the ETag, or nothing for a row without an action.
 *
 * @param state which of the three
 * @param etag the ETag, for {@link State#MATCH} alone
 */
public record Guard(State state, Optional<ETag> etag) {
  /** What is insisted on. */
  public enum State {
    /** The key has no object: {@code If-None-Match: *}. */
    ABSENT,
    /** The object has this ETag: {@code If-Match}. */
    MATCH,
    /** There is no write to guard. */
    NONE
  }

  private static final Guard ABSENT = new Guard(State.ABSENT, Optional.empty());
  private static final Guard NONE = new Guard(State.NONE, Optional.empty());

  public Guard {
    if ((state == State.MATCH) != etag.isPresent()) {
      throw new IllegalArgumentException("a guard has an ETag if it is a match, and only then");
    }
  }

  /** The key must have no object. */
  public static Guard absent() {
    return ABSENT;
  }

  /** The object must have this ETag. */
  public static Guard match(ETag etag) {
    return new Guard(State.MATCH, Optional.of(etag));
  }

  /** No write, no guard. */
  public static Guard none() {
    return NONE;
  }

  /** Reads what {@link #toString} writes. */
  public static Guard parse(String text) {
    return switch (text) {
      case "" -> NONE;
      case "absent" -> ABSENT;
      default -> match(new ETag(text));
    };
  }

  /**
   * Whether a key is in the state that this guard insists on.
   *
   * @param found the ETag of the object that the key holds, if it holds one
   */
  public boolean holds(Optional<ETag> found) {
    return state == State.ABSENT ? found.isEmpty() : found.equals(etag);
  }

  @Override
  public String toString() {
    return switch (state) {
      case ABSENT -> "absent";
      case NONE -> "";
      case MATCH -> etag.orElseThrow().value();
    };
  }
}
