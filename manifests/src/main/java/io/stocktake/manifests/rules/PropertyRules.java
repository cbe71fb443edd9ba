package io.stocktake.manifests.rules;

import io.stocktake.manifests.plan.Plan;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * All property rules of a plan; where several give one object the same property, the last one wins.
 *
 * @param rules in the order they were given
 */
public record PropertyRules(List<PropertyRule> rules) {
  /** No rules. */
  public static final PropertyRules NONE = new PropertyRules(List.of());

  /**
   * All rules of a plan.
   *
   * @throws IllegalArgumentException if they could give an object more than S3 takes
   */
  public PropertyRules {
    rules = List.copyOf(rules);
    HeaderValues.checkSizes(rules);
  }

  /** The rules that a plan was made with. */
  public static PropertyRules of(Plan plan) {
    String text = plan.options().getOrDefault(Plan.PROPERTIES, "");
    Function<String, KeyPattern> patterns =
        plan.options().containsKey(Plan.PATTERNS) ? KeyPattern::of : KeyPattern::withoutSets;
    return new PropertyRules(text.lines().map(rule -> PropertyRule.parse(rule, patterns)).toList());
  }

  /** What is asked for an object with this name below the destination's prefix. */
  public Properties of(String name) {
    Properties all = Properties.NONE;
    for (PropertyRule rule : rules) {
      if (rule.pattern().matches(name)) {
        all = all.with(rule.properties());
      }
    }
    return all;
  }

  /** The names, sorted, of all keys of the customer's own that objects may be encrypted with. */
  public Set<String> customerKeys() {
    Set<String> names = new TreeSet<>();
    rules.forEach(rule -> rule.properties().get(Property.SSE_C).ifPresent(names::add));
    return names;
  }

  /** The rules as they were written, a line each. */
  public String text() {
    return String.join("\n", rules.stream().map(PropertyRule::text).toList());
  }
}
