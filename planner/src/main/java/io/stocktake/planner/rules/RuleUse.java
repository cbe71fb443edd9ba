package io.stocktake.planner.rules;

import io.stocktake.manifests.plan.Plan.Input;
import io.stocktake.manifests.plan.Verdict;
import io.stocktake.manifests.rules.PropertyRule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the names that each rule for tags and properties matches; used by any number of threads.
 */
public final class RuleUse {
  private final List<TagRule> tags;
  private final List<PropertyRule> properties;
  private final List<LongAdder> tagged;
  private final List<LongAdder> given;

  /** Counts from nothing. */
  public RuleUse(ObjectRules rules) {
    this.tags = rules.tags().rules();
    this.properties = rules.properties().rules();
    this.tagged = tags.stream().map(rule -> new LongAdder()).toList();
    this.given = properties.stream().map(rule -> new LongAdder()).toList();
  }

  /** Whether there is any rule. */
  public boolean isEmpty() {
    return tags.isEmpty() && properties.isEmpty();
  }

  /** Counts a file, by its name below the destination's prefix. */
  public void file(String name) {
    for (int i = 0; i < properties.size(); i++) {
      if (properties.get(i).pattern().matches(name)) {
        given.get(i).increment();
      }
    }
  }

  /** Counts a name below the destination's prefix, by what was found of it. */
  public void found(String name, Verdict verdict) {
    for (int i = 0; i < tags.size(); i++) {
      if (tags.get(i).isFor(name, verdict)) {
        tagged.get(i).increment();
      }
    }
  }

  /** What each rule was for so far. */
  public List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      inputs.add(Input.rule("tag", tags.get(i).text(), tagged.get(i).sum()));
    }
    for (int i = 0; i < properties.size(); i++) {
      inputs.add(Input.rule("property", properties.get(i).text(), given.get(i).sum()));
    }
    return inputs;
  }
}
