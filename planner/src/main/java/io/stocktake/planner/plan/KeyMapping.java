package io.stocktake.planner.plan;

import io.stocktake.manifests.StoredLink;
import io.stocktake.planner.filter.FilterRules;
import io.stocktake.planner.filter.NameFilter;
import io.stocktake.planner.plan.PlanOptions.Names;
import io.stocktake.planner.walk.Links;
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
    return prefix + spelled(name);
  }

  /** Whether another file may map to the key of this one. */
  boolean mayShare(String name, Links links) {
    return names == Names.NFC || (links == Links.STORE && name.endsWith(StoredLink.SUFFIX));
  }

  /** Filter rules as they apply to names of files and, behind the prefix, of keys alike. */
  FilterRules filter(FilterRules rules) {
    return rules.respelled(this::spelled);
  }

  /** A filter of names spelled as keys are. */
  NameFilter filter(NameFilter names) {
    return (path, directory) -> names.excludes(spelled(path), directory);
  }

  private String spelled(String name) {
    return names == Names.NFC ? Normalizer.normalize(name, Normalizer.Form.NFC) : name;
  }
}
