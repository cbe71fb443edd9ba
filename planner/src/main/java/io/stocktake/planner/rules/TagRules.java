package io.stocktake.planner.rules;

import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.plan.Verdict;
import java.util.List;

/**
 * All tag rules of a plan.
 *
 * @param rules the rules; where several give one key a tag of the same name, the last one wins
 * @param replace whether the tags become all that an existing object has, rather than join those it
 *     has
 */
public record TagRules(List<TagRule> rules, boolean replace) {
  /** No rules. */
  public static final TagRules NONE = new TagRules(List.of(), false);

  public TagRules {
    rules = List.copyOf(rules);
  }

  /** The tags for a name below the destination's prefix that has this verdict. */
  public TagSet tags(String name, Verdict verdict) {
    TagSet tags = TagSet.EMPTY;
    for (TagRule rule : rules) {
      if (rule.isFor(name, verdict)) {
        tags = tags.with(rule.tags());
      }
    }
    return tags;
  }
}
