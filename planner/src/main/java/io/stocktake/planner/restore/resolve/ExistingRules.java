package io.stocktake.planner.restore.resolve;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.restore.LocalState;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreReason;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What becomes of an object whose path has a file that is not known to be the same.
 *
 * @param policy what was asked for
 * @param target the directory, for messages
 */
public record ExistingRules(ExistingPolicy policy, Path target) {
  /**
   * The row of an object whose file is there.
   *
   * @param missing the row it has without the file
   * @param found the state of the file
   * @param differs whether the file is known to have another content
   * @throws StocktakeException if no file may differ, or a date is needed that is not known
   */
  public Candidate row(Candidate missing, LocalState found, boolean differs)
      throws StocktakeException {
    RestoreReason reason = differs ? RestoreReason.DIFFERS : RestoreReason.CANNOT_TELL;
    return switch (policy) {
      case SKIP -> left(missing, found, RestoreReason.EXISTS);
      case CHANGED -> differs ? fetched(missing, found, reason) : left(missing, found, reason);
      case NEWER ->
          isNewer(missing, found)
              ? fetched(missing, found, reason)
              : left(missing, found, RestoreReason.EXISTS);
      case OVERWRITE -> fetched(missing, found, reason);
      case REFUSE -> throw refused(missing, differs);
    };
  }

  /** Whether attributes of what is there are set. */
  boolean setsAttributes() {
    return policy != ExistingPolicy.SKIP && policy != ExistingPolicy.REFUSE;
  }

  /** The row of an object whose file is left alone. */
  public static Candidate left(Candidate missing, LocalState found, RestoreReason reason) {
    return as(missing, RestoreAction.NONE, reason, found);
  }

  private static Candidate fetched(Candidate missing, LocalState found, RestoreReason reason) {
    return as(
        missing,
        missing.row().action(),
        missing.archived() ? RestoreReason.ARCHIVED : reason,
        found);
  }

  private static Candidate as(
      Candidate missing, RestoreAction action, RestoreReason reason, LocalState found) {
    return new Candidate(
        missing.row().as(action, reason, found), missing.archived(), missing.modified());
  }

  private static boolean isNewer(Candidate missing, LocalState found) throws StocktakeException {
    Instant written =
        missing
            .modified()
            .orElseThrow(
                () ->
                    StocktakeException.usage(
                        FailureCode.INVENTORY_WITHOUT_DATES,
                        "when "
                            + missing.row().path()
                            + " was written is not known, so whether it is newer than the file cannot be told"));
    return written.isAfter(found.file().orElseThrow().mtime());
  }

  private StocktakeException refused(Candidate missing, boolean differs) {
    return StocktakeException.refused(
        FailureCode.EXISTING_FILE_DIFFERS,
        target.resolve(missing.row().path())
            + (differs ? " differs from its object" : " cannot be compared with its object")
            + missing.row().object().map(object -> " " + object.key()).orElse("")
            + ", and no existing file may; nothing was planned");
  }
}
