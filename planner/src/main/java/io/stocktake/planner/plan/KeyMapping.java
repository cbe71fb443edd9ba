package io.stocktake.planner.plan;

import io.stocktake.planner.plan.PlanOptions.Names;
import java.text.Normalizer;

/**
 * Which key a file maps to.
 *
 * @param prefix the destination's prefix, empty or ending in a slash
 * @param names which Unicode form names take
 */
record KeyMapping(String prefix, Names names) {
  /** The key of a name below the source's root. */
  String key(String name) {
    return prefix + (names == Names.NFC ? Normalizer.normalize(name, Normalizer.Form.NFC) : name);
  }
}
