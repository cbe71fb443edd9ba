package io.stocktake.executor.report;

import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.SealedRows;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A sealed plan of any kind, as its report sees it. */
public interface ReportedPlan {
  /** A plan that writes to S3. */
  static ReportedPlan of(PlanBundle bundle) {
    return new WritingPlan(bundle);
  }

  /** A plan that restores. */
  static ReportedPlan of(RestoreBundle bundle) {
    return new RestoringPlan(bundle);
  }

  /**
   * Rows and bytes that a plan says it has.
   *
   * @param rows rows of one action
   * @param bytes their bytes
   */
  record Sum(long rows, long bytes) {}

  /**
   * A row that asks for an action.
   *
   * @param action the action's code
   * @param name its key, or its path below the target of a restore
   * @param size bytes of its file or object
   */
  record Row(String action, String name, long size) {}

  /** Its directory and digest. */
  SealedRows sealed();

  /**
   * Compares every part with its digest.
   *
   * @throws io.stocktake.manifests.StocktakeException if one is missing or was altered
   */
  void verify() throws IOException;

  /** When and of what it was made, by name. */
  Map<String, Object> origin();

  /** What it could not take into account, which says how much "all rows done" is worth. */
  Map<String, Object> coverage() throws IOException;

  /** The name of the bytes that a run of it moves. */
  String traffic();

  /** What it says was planned, by the code of each action that asks for something, in order. */
  Map<String, Sum> planned();

  /** Characters that stand before the folders of its rows' keys or paths. */
  int prefix();

  /** Reads its journal, and its rows that ask for an action. */
  PlanStatus status(PlanStatus.RowSink<Row> sink) throws IOException;

  /** The evidence for the S3 side, by name. */
  static Map<String, Object> of(Plan.Inventory inventory) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("manifest", inventory.manifest());
    json.put("md5", inventory.md5());
    json.put("scanned", inventory.scanned());
    return json;
  }
}
