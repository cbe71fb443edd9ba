package io.stocktake.planner.restore;

import io.stocktake.planner.restore.resolve.RestoreTotals;
import io.stocktake.planner.restore.source.ObjectSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a reader of a restore plan should know.
 *
 * @param options what was asked for
 * @param totals what became of the objects
 * @param selected what the objects were selected from
 */
record RestoreNotes(RestoreOptions options, RestoreTotals totals, ObjectSource.Selected selected) {
  List<String> sentences() {
    List<String> notes = new ArrayList<>();
    notes.add(selected.note());
    if (!selected.evidence().tellsEncryption()) {
      notes.add(
          "The inventory does not say how objects are encrypted. A file whose object is under"
              + " SSE-KMS can appear to differ even if it does not.");
    }
    if (options.comparison().reading().sizeOnly()) {
      notes.add(
          "Files count as the same by size only: a change that keeps the size is not noticed.");
    }
    if (totals.failures() > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Objects that cannot be restored: %,d; the list of problems says why.",
              totals.failures()));
    }
    if (totals.extraFiles() > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Files of the target without an object: %,d; they are left alone.",
              totals.extraFiles()));
    }
    return notes;
  }
}
