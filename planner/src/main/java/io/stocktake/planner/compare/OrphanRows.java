package io.stocktake.planner.compare;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.planner.compare.output.PlanCollector;
import io.stocktake.planner.inventory.InventoryRow;
import io.stocktake.planner.reconcile.Decision;
import io.stocktake.planner.reconcile.Reconciler;
import java.io.IOException;

/**
 * Rows of the objects that no file accounts for.
 *
 * @param reconciler decides each
 * @param collector takes the rows, and knows the keys whose files could not be read
 */
public record OrphanRows(Reconciler reconciler, PlanCollector collector) {
  /**
   * Takes an object without a file.
   *
   * @param ambiguous whether the inventory has other rows of the key
   */
  public void row(InventoryRow row, boolean ambiguous) throws IOException {
    ObjectKey key = ObjectKey.of(row.key());
    if (collector.shadowed(key.value())) {
      return;
    }
    Decision decision = reconciler.orphan(key, row.size(), row.etag(), row.versionId(), ambiguous);
    if (decision.row().isPresent()) {
      collector.row(decision.row().get());
    }
  }
}
