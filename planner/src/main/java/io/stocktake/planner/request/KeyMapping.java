package io.stocktake.planner.request;

import io.stocktake.planner.request.KeyNaming.UnicodeForm;
import io.stocktake.planner.source.filter.FilterRules;
import io.stocktake.planner.source.filter.NameFilter;
import java.text.Normalizer;

/**
 * Which key a file maps to.
 *
 * @param prefix the destination's prefix, empty or ending in a slash
 * @param names which Unicode form names take
 */
public record KeyMapping(String prefix, UnicodeForm names) {
  /** The key of a name below the source's root. */
  public String key(String name) {
    return prefix + spelled(name);
  }

  /** Filter rules as they apply to names of files and, behind the prefix, of keys alike. */
  public FilterRules filter(FilterRules rules) {
    return rules.respelled(this::spelled);
  }

  /** A filter of names spelled as keys are. */
  public NameFilter filter(NameFilter names) {
    return (path, directory) -> names.excludes(spelled(path), directory);
  }

  private String spelled(String name) {
    return names == UnicodeForm.NFC ? Normalizer.normalize(name, Normalizer.Form.NFC) : name;
  }
}
