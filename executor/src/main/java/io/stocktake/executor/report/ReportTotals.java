package io.stocktake.executor.report;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.journal.status.PlanStatus;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
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

  private final ReportedPlan plan;
  private final RowTotals all = new RowTotals();
  private final Map<String, RowTotals> actions = new LinkedHashMap<>();
  private final Map<String, RowTotals> folders = new LinkedHashMap<>();
  private Reasons reasons = new Reasons();
  private boolean journalWhole;

  private ReportTotals(ReportedPlan plan) {
    this.plan = plan;
    plan.planned().keySet().forEach(action -> actions.put(action, new RowTotals()));
  }

  /** Reads plan and journal, neither of which may be written to meanwhile. */
  static ReportTotals of(ReportedPlan plan) throws IOException {
    ReportTotals totals = new ReportTotals(plan);
    PlanStatus status = plan.status(totals::row);
    totals.journalWhole = status.isWhole();
    totals.reasons = Reasons.of(status);
    return totals;
  }

  private void row(ReportedPlan.Row row, Optional<Outcome> outcome) {
    RowTotals action = actions.get(row.action());
    for (RowTotals account : Arrays.asList(all, action, folder(row.name()))) {
      account.planned(row.size());
      account.became(outcome, row.size());
    }
  }

  private RowTotals folder(String key) {
    String name = key.substring(Math.min(plan.prefix(), key.length()));
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
        && plan.planned().entrySet().stream().allMatch(this::isAsPlanned);
  }

  private boolean isSum(Collection<RowTotals> parts) {
    RowTotals sum = new RowTotals();
    parts.forEach(sum::add);
    return sum.json().equals(all.json()) && parts.stream().allMatch(RowTotals::isBalanced);
  }

  private boolean isAsPlanned(Map.Entry<String, ReportedPlan.Sum> planned) {
    RowTotals account = actions.get(planned.getKey());
    return account.plannedRows() == planned.getValue().rows()
        && account.plannedBytes() == planned.getValue().bytes();
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
    actions.forEach(
        (action, account) -> {
          if (account.plannedRows() > 0) {
            byAction.put(action, account.json());
          }
        });
    json.put("actions", byAction);
    Map<String, Object> byFolder = new LinkedHashMap<>();
    folders.forEach((folder, account) -> byFolder.put(folder, account.json()));
    json.put("folders", byFolder);
    return json;
  }
}
