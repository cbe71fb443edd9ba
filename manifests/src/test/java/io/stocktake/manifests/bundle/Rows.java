package io.stocktake.manifests.bundle;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows and a draft to write plans of. */
public final class Rows {
  static final ETag ETAG = new ETag("5d41402abc4b2a76b9719d911017c592");

  private Rows() {}

  public static PlanRow upload(String key) {
    return new PlanRow(
        Action.UPLOAD,
        Reason.CONTENT,
        new ObjectKey(key),
        key,
        5,
        Optional.of(Instant.parse("2026-01-02T03:04:05.123456789Z")),
        Optional.of(ETAG),
        Guard.match(ETAG),
        Optional.empty());
  }

  public static PlanRow delete(String key) {
    return new PlanRow(
        Action.DELETE,
        Reason.ORPHAN,
        new ObjectKey(key),
        "",
        5,
        Optional.empty(),
        Optional.empty(),
        Guard.match(ETAG),
        Optional.of("v1"));
  }

  static Plan draft() {
    return Plan.draft(
        "2026-11-02T00:00:00Z",
        "stocktake test",
        new Plan.Source("/data", Plan.Coverage.COMPLETE),
        new Plan.Destination("bucket", "p/"),
        new Plan.Inventory("manifest.json", "2026-11-01T00:00:00Z", "0".repeat(32), 1, 2, true),
        Map.of("delete", "true"),
        new Plan.Compared(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
        List.of("a note"));
  }
}
