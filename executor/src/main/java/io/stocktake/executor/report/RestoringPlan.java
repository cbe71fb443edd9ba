package io.stocktake.executor.report;

import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.manifests.bundle.ProblemCounts;
import io.stocktake.manifests.bundle.SealedRows;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestorePlan;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A plan that restores: its source is in S3, and its destination is a directory. */
record RestoringPlan(RestoreBundle bundle) implements ReportedPlan {
  @Override
  public SealedRows sealed() {
    return bundle;
  }

  @Override
  public void verify() throws IOException {
    bundle.verify();
  }

  @Override
  public Map<String, Object> origin() {
    RestorePlan plan = bundle.plan();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("planned", plan.created());
    json.put("planner", plan.tool());
    json.put("source", "s3://" + plan.source().bucket() + "/" + plan.source().prefix());
    json.put("at", plan.source().at());
    json.put("destination", plan.target().root());
    json.put("inventory", ReportedPlan.of(plan.inventory()));
    return json;
  }

  @Override
  public Map<String, Object> coverage() throws IOException {
    ProblemCounts problems = bundle.problemCounts();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("problemKinds", problems.json());
    json.put("missed", bundle.plan().problems().rows());
    return json;
  }

  @Override
  public String traffic() {
    return "bytesFetched";
  }

  @Override
  public Map<String, Sum> planned() {
    Map<String, Sum> planned = new LinkedHashMap<>();
    for (RestoreAction action : RestoreAction.values()) {
      if (action != RestoreAction.NONE) {
        planned.put(
            action.code(), new Sum(bundle.plan().rows(action), bundle.plan().bytes(action)));
      }
    }
    return planned;
  }

  @Override
  public int prefix() {
    return 0;
  }

  @Override
  public PlanStatus status(PlanStatus.RowSink<Row> sink) throws IOException {
    return PlanStatus.read(
        bundle,
        (row, outcome) -> sink.row(new Row(row.action().code(), row.path(), row.size()), outcome));
  }
}
