package io.stocktake.planner.request;

import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.safety.Safety;
import io.stocktake.planner.fingerprint.Fingerprints;
import io.stocktake.planner.reconcile.ReconcilePolicy;
import io.stocktake.planner.rules.ObjectRules;
import io.stocktake.planner.rules.TagRule;
import io.stocktake.planner.source.LinkPolicy;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a plan is asked to do: one record for each concern.
 *
 * @param naming how files are named as keys
 * @param selection which files the plan is about
 * @param reading how much of the files is read, and how fast
 * @param content how contents are compared, and what becomes of what cannot be matched
 * @param rules which objects get tags and properties
 * @param resources what the plan may use of the machine
 * @param safety what must hold before anything is planned
 */
public record PlanOptions(
    KeyNaming naming,
    SourceSelection selection,
    ReadOptions reading,
    ContentPolicy content,
    ObjectRules rules,
    Resources resources,
    Safety safety) {

  /** Leaves orphans and what cannot be told alone, skips links, tags nothing. */
  public static PlanOptions defaults() {
    return new PlanOptions(
        KeyNaming.DEFAULT,
        SourceSelection.ALL,
        ReadOptions.DEFAULT,
        ContentPolicy.DEFAULT,
        ObjectRules.NONE,
        Resources.defaults(),
        Safety.NONE);
  }

  /**
   * What is decided for all keys.
   *
   * @param prefix the destination's prefix, empty or ending in a slash
   */
  public ReconcilePolicy policy(String prefix) {
    return new ReconcilePolicy(
        prefix,
        content.orphans(),
        content.undecided(),
        reading.sizeOnly(),
        rules,
        naming.form() == KeyNaming.UnicodeForm.NFC,
        naming.links() == LinkPolicy.STORE);
  }

  /** What reads files as these options say. */
  public Fingerprints fingerprints() {
    return new Fingerprints(content.partSizes(), reading.pace());
  }

  /** The options that shape the plan, as {@code plan.json} keeps them. */
  public Map<String, String> describe() {
    Map<String, String> map = new TreeMap<>();
    map.put("orphans", content.orphans().code());
    map.put(Plan.LINKS, naming.links().code());
    map.put("names", naming.form().code());
    map.put(Plan.UNDECIDED, content.undecided().code());
    map.put(
        "part-size",
        content.partSizes().stream().map(String::valueOf).collect(Collectors.joining(",")));
    if (!rules.properties().rules().isEmpty()) {
      map.put(Plan.PROPERTIES, rules.properties().text());
      map.put(Plan.PATTERNS, "glob");
      map.put("update-properties", Boolean.toString(rules.update()));
    }
    if (rules.encryption().names().any()) {
      map.put(Plan.KEYRING, rules.encryption().keyring());
    }
    if (!rules.tags().rules().isEmpty()) {
      map.put(
          "tags",
          rules.tags().rules().stream().map(TagRule::text).collect(Collectors.joining("; ")));
      map.put("other-tags", rules.tags().replace() ? "replace" : "keep");
    }
    reading.describe(map);
    selection.describe(map);
    content.checksums().ifPresent(list -> map.put("checksums", list.toString()));
    safety.describe(map);
    return map;
  }
}
