package io.stocktake.cli.commands;

import io.stocktake.manifests.plan.PlanBundle;
import java.util.LinkedHashMap;
import java.util.Map;

/** A plan as {@code --json} shows it. */
final class PlanJson {
  private PlanJson() {}

  /** Where the plan lies, what names it, and what {@code plan.json} says. */
  static Map<String, Object> summary(PlanBundle bundle) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("directory", bundle.directory().toString());
    map.put("digest", bundle.digest());
    map.put("plan", bundle.plan());
    return map;
  }
}
