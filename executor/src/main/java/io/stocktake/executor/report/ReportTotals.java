package io.stocktake.executor.report;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Totals of a plan: overall, by action, and by top folder of its destination. Read from plan and
 * journal in one pass, over all runs.
 */
final class ReportTotals {
  /** Folders told apart, in the order of the plan; rows of any further one are counted together. */
  static final int MAX_FOLDERS = 1_000;

  /** Not the name of a folder, which ends in a slash; nor that of keys in no folder. */
  private static final String OTHERS = "(all others)";

  private final Plan plan;
  private final int prefix;
  private final RowTotals all = new RowTotals();
  private final Map<Action, RowTotals> actions = new EnumMap<>(Action.class);
  private final Map<String, RowTotals> folders = new LinkedHashMap<>();
  private Reasons reasons = new Reasons();
  private boolean journalWhole;

  private ReportTotals(Plan plan) {
    this.plan = plan;
    this.prefix = plan.destination().prefix().length();
  }

  /** Reads plan and journal, neither of which may be written to meanwhile. */
  static ReportTotals of(PlanBundle bundle) throws IOException {
    ReportTotals totals = new ReportTotals(bundle.plan());
    PlanStatus status = PlanStatus.read(bundle, totals::row);
    totals.journalWhole = status.isWhole();
    totals.reasons = Reasons.of(status);
    return totals;
  }

  private void row(PlanRow row, Optional<Outcome> outcome) {
    RowTotals action = actions.computeIfAbsent(row.action(), a -> new RowTotals());
    for (RowTotals account : Arrays.asList(all, action, folder(row.key().value()))) {
      account.planned(row.size());
      account.became(outcome, row.size());
    }
  }

  private RowTotals folder(String key) {
    String name = key.substring(Math.min(prefix, key.length()));
    String folder = name.substring(0, name.indexOf('/') + 1);
    boolean told = folders.size() < MAX_FOLDERS || folders.containsKey(folder);
    return folders.computeIfAbsent(told ? folder : OTHERS, f -> new RowTotals());
  }

  /**
   * Whether all figures agree: with each other, with what {@code plan.json} says was planned, and
   * with a journal that could be read to its end.
   */
  boolean isBalanced() {
    return journalWhole
        && all.isBalanced()
        && isSum(actions.values())
        && isSum(folders.values())
        && Arrays.stream(Action.values()).allMatch(this::isAsPlanned);
  }

  private boolean isSum(Collection<RowTotals> parts) {
    RowTotals sum = new RowTotals();
    parts.forEach(sum::add);
    return sum.json().equals(all.json()) && parts.stream().allMatch(RowTotals::isBalanced);
  }

  private boolean isAsPlanned(Action action) {
    RowTotals account = actions.getOrDefault(action, new RowTotals());
    return action == Action.NONE
        || (account.plannedRows() == plan.rows(action)
            && account.plannedBytes() == plan.bytes(action));
  }

  /** Why rows were not done. */
  Reasons reasons() {
    return reasons;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("balanced", isBalanced());
    json.put("all", all.json());
    Map<String, Object> byAction = new LinkedHashMap<>();
    actions.forEach((action, account) -> byAction.put(action.code(), account.json()));
    json.put("actions", byAction);
    Map<String, Object> byFolder = new LinkedHashMap<>();
    folders.forEach((folder, account) -> byFolder.put(folder, account.json()));
    json.put("folders", byFolder);
    return json;
  }
}
