package io.stocktake.executor.report;

import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.ProblemCounts;
import io.stocktake.manifests.bundle.SealedRows;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A plan that writes to S3. */
record WritingPlan(PlanBundle bundle) implements ReportedPlan {
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
    Plan plan = bundle.plan();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("planned", plan.created());
    json.put("planner", plan.tool());
    json.put("source", plan.source().root());
    json.put(
        "destination", "s3://" + plan.destination().bucket() + "/" + plan.destination().prefix());
    json.put("inventory", ReportedPlan.of(plan.inventory()));
    return json;
  }

  @Override
  public Map<String, Object> coverage() throws IOException {
    ProblemCounts problems = ProblemCounts.of(bundle);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("coverage", bundle.plan().source().coverage().code());
    json.put("problemKinds", problems.json());
    json.put("missed", problems.missed());
    return json;
  }

  @Override
  public String traffic() {
    return "bytesSent";
  }

  @Override
  public Map<String, Sum> planned() {
    Map<String, Sum> planned = new LinkedHashMap<>();
    for (Action action : Action.values()) {
      if (action != Action.NONE) {
        planned.put(
            action.code(), new Sum(bundle.plan().rows(action), bundle.plan().bytes(action)));
      }
    }
    return planned;
  }

  @Override
  public int prefix() {
    return bundle.plan().destination().prefix().length();
  }

  @Override
  public PlanStatus status(PlanStatus.RowSink<Row> sink) throws IOException {
    return PlanStatus.read(
        bundle,
        (row, outcome) ->
            sink.row(new Row(row.action().code(), row.key().value(), row.size()), outcome));
  }
}
