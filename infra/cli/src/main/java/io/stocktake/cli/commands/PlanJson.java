package io.stocktake.cli.commands;

import io.stocktake.cli.screen.ProblemText;
import io.stocktake.manifests.plan.PlanBundle;
import io.stocktake.manifests.plan.ProblemCounts;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A plan as {@code --json} shows it. */
final class PlanJson {
  private PlanJson() {}

  /** Where the plan lies, what names it, and what {@code plan.json} says. */
  static Map<String, Object> summary(PlanBundle bundle) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("directory", bundle.directory().toString());
    map.put("digest", bundle.digest());
    map.put("plan", bundle.plan());
    map.putAll(ProblemText.json(ProblemCounts.of(bundle)));
    return map;
  }
}
