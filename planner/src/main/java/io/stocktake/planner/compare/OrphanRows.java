package io.stocktake.planner.compare;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.plan.Verdict;
import io.stocktake.planner.compare.output.PlanCollector;
import io.stocktake.planner.inventory.InventoryRow;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanOptions.Orphans;
import java.io.IOException;
import java.util.Optional;

/** Makes rows of the objects that no file accounts for. */
public final class OrphanRows {
  private final String prefix;
  private final PlanOptions options;
  private final PlanCollector findings;

  public OrphanRows(String prefix, PlanOptions options, PlanCollector findings) {
    this.prefix = prefix;
    this.options = options;
    this.findings = findings;
  }

  public void row(InventoryRow row, boolean ambiguous) throws IOException {
    ObjectKey key = ObjectKey.of(row.key());
    if (findings.shadowed(key.value())) {
      return;
    }
    if (options.orphans() == Orphans.LIST) {
      findings.row(listed(key, Reason.ORPHAN, Math.max(0, row.size())));
    } else if (ambiguous) {
      findings.row(listed(key, Reason.AMBIGUOUS, 0));
    } else if (row.etag().isEmpty()) {
      findings.row(listed(key, Reason.NO_EVIDENCE, 0));
    } else {
      TagSet tags = tags(key);
      Action action = action(tags);
      if (action != Action.NONE) {
        findings.row(planRow(row, key, action, tags));
      }
    }
  }

  private static PlanRow listed(ObjectKey key, Reason reason, long size) {
    return new PlanRow(
        Action.NONE,
        reason,
        key,
        "",
        size,
        Optional.empty(),
        Optional.empty(),
        Guard.none(),
        Optional.empty());
  }

  private TagSet tags(ObjectKey key) {
    TagSet byRule = options.tags().tags(key.value().substring(prefix.length()), Verdict.ORPHAN);
    return options.orphans() == Orphans.EXPIRE ? byRule.with(TagSet.EXPIRE) : byRule;
  }

  private Action action(TagSet tags) {
    if (options.orphans() == Orphans.DELETE) {
      return Action.DELETE;
    }
    if (tags.isEmpty()) {
      return Action.NONE;
    }
    return options.tags().replace() ? Action.TAG : Action.ADD_TAGS;
  }

  private static PlanRow planRow(InventoryRow row, ObjectKey key, Action action, TagSet tags) {
    return new PlanRow(
        action,
        Reason.ORPHAN,
        key,
        "",
        Math.max(0, row.size()),
        Optional.empty(),
        Optional.empty(),
        Guard.match(row.etag().orElseThrow()),
        row.versionId(),
        Optional.empty(),
        action == Action.DELETE ? TagSet.EMPTY : tags);
  }
}
