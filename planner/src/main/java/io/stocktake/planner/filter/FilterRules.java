package io.stocktake.planner.filter;

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
    for (FilterRule rule : rules) {
      if (rule.matches(path, directory)) {
        return !rule.include();
      }
    }
    return false;
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
