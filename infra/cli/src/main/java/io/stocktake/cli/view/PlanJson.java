package io.stocktake.cli.view;

import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.ProblemCounts;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A plan as {@code --json} shows it. */
public final class PlanJson {
  private PlanJson() {}

  /** Where the plan lies, what names it, and what {@code plan.json} says. */
  public static Map<String, Object> summary(PlanBundle bundle) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("directory", bundle.directory().toString());
    map.put("digest", bundle.digest());
    map.put("plan", bundle.plan());
    map.putAll(ProblemText.json(ProblemCounts.of(bundle)));
    return map;
  }
}
