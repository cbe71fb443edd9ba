package io.stocktake.cli.view.parts;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stocktake.executor.Undo;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether there is a plan that takes back what was done.
 *
 * @param plan its directory, if it was written
 */
public record UndoView(
    @JsonProperty("undo") Optional<Path> plan, @JsonProperty("undoState") Undo.State state) {
  /** The undo state of a plan. */
  public static UndoView of(Undo undo) {
    return new UndoView(undo.plan(), undo.state());
  }
}
