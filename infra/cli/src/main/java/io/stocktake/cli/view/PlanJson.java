package io.stocktake.cli.view;

import io.stocktake.cli.view.parts.ProblemsView;
import io.stocktake.manifests.bundle.PlanBundle;
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
    ProblemsView problems = ProblemsView.of(bundle);
    map.put("problemKinds", problems.problemKinds());
    map.put("missed", problems.missed());
    return map;
  }
}
