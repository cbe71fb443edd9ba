package io.stocktake.planner.restore;

import io.stocktake.manifests.plan.Plan;
import io.stocktake.planner.restore.resolve.RestoreTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a reader of a restore plan should know.
 *
 * @param options what was asked for
 * @param totals what became of the objects
 * @param inventory the evidence
 * @param later versions newer than the time that was asked for
 */
record RestoreNotes(
    RestoreOptions options, RestoreTotals totals, Plan.Inventory inventory, long later) {
  List<String> sentences() {
    List<String> notes = new ArrayList<>();
    if (totals.objects() == 0) {
      notes.add("NO OBJECT IS RESTORED: there is none below the prefix. Is it the right one?");
    }
    if (options.at().isPresent()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Objects are those of %s, as far as the inventory's versions tell; %,d versions are"
                  + " newer. It cannot tell of versions that a lifecycle rule or a delete has"
                  + " removed since, nor of objects that were overwritten while versioning was off"
                  + " or suspended: those are missing, or older than they were.",
              options.at().get(),
              later));
    } else {
      notes.add(
          "Objects are those of the inventory's scan at "
              + inventory.scanned()
              + ". What was written since then is not in this plan.");
    }
    if (!inventory.tellsEncryption()) {
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
