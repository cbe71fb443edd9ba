package io.stocktake.planner.source.filter;

import io.stocktake.manifests.plan.Plan.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Filter rules that count the names each of them decides; used by any number of threads. */
public final class FilterUse implements NameFilter {
  private final FilterRules rules;
  private final List<LongAdder> decided;

  /** Counts from nothing. */
  public FilterUse(FilterRules rules) {
    this.rules = rules;
    this.decided = rules.rules().stream().map(rule -> new LongAdder()).toList();
  }

  @Override
  public boolean excludes(String path, boolean directory) {
    int rule = rules.decisive(path, directory);
    if (rule < 0) {
      return false;
    }
    decided.get(rule).increment();
    return !rules.rules().get(rule).include();
  }

  /** What each rule decided so far. */
  public List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < decided.size(); i++) {
      inputs.add(Input.rule("filter", rules.rules().get(i).toString(), decided.get(i).sum()));
    }
    return inputs;
  }
}
