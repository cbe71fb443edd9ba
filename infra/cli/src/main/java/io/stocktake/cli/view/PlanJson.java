package io.stocktake.cli.view;

import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.ProblemCounts;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A plan as {@code --json} shows it. */
public final class PlanJson {
  private PlanJson() {}

  /** The plan's directory, its digest, and the members of {@code plan.json}. */
  public static Map<String, Object> summary(PlanBundle bundle) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("directory", bundle.directory().toString());
    map.put("digest", bundle.digest());
    map.put("plan", bundle.plan());
    map.putAll(ProblemText.json(ProblemCounts.of(bundle)));
    return map;
  }
}
