package io.stocktake.planner.source.filter;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Rules in the order given; the first that matches decides, and what none matches takes part.
 *
 * @param rules the rules
 */
public record FilterRules(List<FilterRule> rules) implements NameFilter {
  /** No rules: everything takes part. */
  public static final FilterRules NONE = new FilterRules(List.of());

  public FilterRules {
    rules = List.copyOf(rules);
  }

  @Override
  public boolean excludes(String path, boolean directory) {
    int rule = decisive(path, directory);
    return rule >= 0 && !rules.get(rule).include();
  }

  /** The place of the first rule that matches; negative if none does. */
  int decisive(String path, boolean directory) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).matches(path, directory)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether there is no rule. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** The same rules with another spelling of their patterns. */
  public FilterRules respelled(UnaryOperator<String> spelling) {
    return new FilterRules(rules.stream().map(rule -> rule.respelled(spelling)).toList());
  }

  @Override
  public String toString() {
    return String.join("; ", rules.stream().map(FilterRule::toString).toList());
  }
}
