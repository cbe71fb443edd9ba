package io.stocktake.planner.reconcile;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of one key.
 *
 * @param kind whether it is decided
 * @param reason why; nothing where the content must be known first
 * @param row the row of the plan, for a {@link Kind#ROW} alone
 * @param formsWanted ETags whose forms (number of parts) the file's content is to be known in, for
 *     {@link Kind#NEEDS_CONTENT} alone
 */
public record Decision(
    Kind kind, Optional<Reason> reason, Optional<PlanRow> row, List<ETag> formsWanted) {
  /** Whether a key is decided. */
  public enum Kind {
    /** Nothing is to be done, and nothing to be listed. */
    NOTHING,
    /** There is a row for the plan. */
    ROW,
    /** The file's content must be known to decide. */
    NEEDS_CONTENT
  }

  static Decision nothing(Reason reason) {
    return new Decision(Kind.NOTHING, Optional.of(reason), Optional.empty(), List.of());
  }

  static Decision of(PlanRow row) {
    return new Decision(Kind.ROW, Optional.of(row.reason()), Optional.of(row), List.of());
  }

  static Decision needsContent(Optional<Reason> reason, List<ETag> forms) {
    return new Decision(Kind.NEEDS_CONTENT, reason, Optional.empty(), forms);
  }

  /** Whether it is for this reason. */
  public boolean is(Reason other) {
    return reason.isPresent() && reason.get() == other;
  }

  /** Whether an object elsewhere with the file's content could be copied in place of an upload. */
  public boolean mayBeCopied() {
    return kind == Kind.NEEDS_CONTENT || is(Reason.NEW) || is(Reason.SIZE);
  }

  /** Whether the file may have been moved, which only the objects without a file tell. */
  public boolean mayBeMoved() {
    return kind == Kind.ROW && is(Reason.NEW);
  }
}
