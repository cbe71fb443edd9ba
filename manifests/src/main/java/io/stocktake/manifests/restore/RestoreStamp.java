package io.stocktake.manifests.restore;

import java.time.Instant;
import java.util.List;

/**
 * When and by what a restore plan was made, and what its reader should know.
 *
 * @param created when
 * @param tool name and version of the program
 * @param notes sentences
 */
public record RestoreStamp(Instant created, String tool, List<String> notes) {
  public RestoreStamp {
    notes = List.copyOf(notes);
  }
}
