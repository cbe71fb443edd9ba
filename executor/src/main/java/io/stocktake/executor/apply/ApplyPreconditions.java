package io.stocktake.executor.apply;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Plan.Coverage;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.manifests.safety.DeleteLimit;
import io.stocktake.manifests.safety.DeleteLimits;
import io.stocktake.manifests.safety.DeleteTotals;
import io.stocktake.manifests.safety.RequiredFiles;
import io.stocktake.manifests.safety.Safety;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;

/** Preconditions of an apply, checked for plans of any origin. */
final class ApplyPreconditions {
  private final PlanBundle bundle;
  private final Plan plan;
  private final Safety safety;

  ApplyPreconditions(PlanBundle bundle, Safety safety) {
    this.bundle = bundle;
    this.plan = bundle.plan();
    this.safety = safety;
  }

  /** Refuses the plan if one does not hold; reads all of it. */
  void check(Instant now) throws IOException {
    refuseMissingSource();
    refuseMissingFiles();
    refuseUnknownProperties();
    refuseBlindDeletes();
    refuseOldInventory(now);
    bundle.verify();
    refuseTooManyDeletes();
  }

  /** On an unmounted disk every file would count as gone, and every row as drifted for good. */
  private void refuseMissingSource() throws StocktakeException {
    String root = plan.source().root();
    if (plan.rows(Action.UPLOAD) > 0 && !Files.isDirectory(Path.of(root))) {
      throw StocktakeException.environment(
          "the source " + root + " is not there; nothing was done: mount it and run apply again");
    }
  }

  private void refuseMissingFiles() throws StocktakeException {
    String text = plan.options().getOrDefault(RequiredFiles.OPTION, "");
    try {
      RequiredFiles files = RequiredFiles.ofText(text).and(safety.requiredFiles());
      files.check(Path.of(plan.source().root()));
    } catch (IllegalArgumentException e) {
      throw StocktakeException.refused(
          "the plan requires files that cannot be: " + e.getMessage() + "; nothing was done");
    }
  }

  private void refuseUnknownProperties() throws StocktakeException {
    try {
      PropertyRules.of(plan);
    } catch (IllegalArgumentException e) {
      throw StocktakeException.refused(
          "the plan gives properties that cannot be: " + e.getMessage() + "; nothing was done");
    }
  }

  /** The planner makes no such plan; a person, or another program, may have. */
  private void refuseBlindDeletes() throws StocktakeException {
    if (plan.source().coverage() == Coverage.PARTIAL && plan.rows(Action.DELETE) > 0) {
      throw StocktakeException.refused(
          "the plan deletes objects, but it is marked as not covering the whole source, so a"
              + " missing file proves nothing; nothing was done: make a new plan");
    }
  }

  private void refuseOldInventory(Instant now) throws StocktakeException {
    if (safety.maxInventoryAge().isEmpty()) {
      return;
    }
    try {
      safety.checkInventory(
          "of this plan",
          Instant.parse(plan.inventory().scanned()),
          now,
          "make a new plan from a newer inventory");
    } catch (DateTimeException e) {
      throw StocktakeException.refused(
          FailureCode.INVENTORY_AGE_UNKNOWN,
          "the plan does not tell when its inventory was made ("
              + plan.inventory().scanned()
              + "), so its age cannot be checked; nothing was done: make a new plan");
    }
  }

  private void refuseTooManyDeletes() throws IOException {
    DeleteLimits limits = safety.maxDelete();
    if (limits.isEmpty()) {
      return;
    }
    refuseSharesOfPrefixes(limits);
    S3Location destination =
        new S3Location(plan.destination().bucket(), plan.destination().prefix());
    DeleteTotals totals = new DeleteTotals(limits, destination);
    totals.whole(0, 0, plan.compared().objects());
    bundle.rows(
        (ordinal, row) -> {
          if (deletes(row)) {
            totals.deleted(row.key().value(), row.size());
          }
          return true;
        });
    totals.check(
        FailureCode.TOO_MANY_DELETES,
        "nothing was done: check the plan (stocktake show), and make a new one");
  }

  private static void refuseSharesOfPrefixes(DeleteLimits limits) throws StocktakeException {
    for (DeleteLimit limit : limits.limits()) {
      if (limit.isShare() && !limit.prefix().isEmpty()) {
        throw StocktakeException.usage(
            FailureCode.SHARE_OF_PREFIX,
            "the limit "
                + limit.text()
                + " cannot be checked: a plan does not say how many objects there are below "
                + limit.prefix());
      }
    }
  }

  private static boolean deletes(PlanRow row) {
    boolean expires =
        row.reason() == Reason.ORPHAN
            && row.tags().tags().entrySet().containsAll(TagSet.EXPIRE.tags().entrySet());
    return row.action() == Action.DELETE || row.action() == Action.DELETE_VERSION || expires;
  }
}
