package io.stocktake.planner.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.Digests;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.plan.PlanBundle;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.TestDelivery;
import io.stocktake.planner.TestDelivery.Row;
import io.stocktake.planner.evidence.ChecksumSource;
import io.stocktake.planner.plan.PlanOptions.Orphans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A directory and an inventory to compare, filled by a test. */
abstract class PlannedSides {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-02T00:00:00Z"), ZoneOffset.UTC);
  static final PlanOptions OPTIONS = PlanOptions.defaults().withThreads(3);
  static final PlanOptions DELETE = OPTIONS.withOrphans(Orphans.DELETE);

  @TempDir Path temp;
  Path source;
  final List<Row> objects = new ArrayList<>();
  Optional<CopyFrom> copyFrom = Optional.empty();
  String bucket = "bucket";
  List<ChecksumSource> checksums = List.of();
  Optional<Path> state = Optional.empty();
  Clock clock = CLOCK;
  int runs;

  @BeforeEach
  void makeSource() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
  }

  PlanBundle plan(PlanOptions options) throws Exception {
    return plan(options, S3Location.parse("s3://bucket/p"), source);
  }

  PlanBundle plan(PlanOptions options, S3Location destination, Path from) throws Exception {
    PlanRequest request = request(options, destination, from);
    Planner.plan(request, new PlanProgress());
    PlanBundle bundle = PlanBundle.open(request.out());
    bundle.verify();
    return bundle;
  }

  PlanRequest request(PlanOptions options, S3Location destination, Path from) throws IOException {
    runs++;
    TestDelivery delivery =
        new TestDelivery(
            Files.createDirectories(temp.resolve("inventory" + runs)),
            bucket,
            TestDelivery.CURRENT);
    int half = objects.size() / 2;
    delivery.file(objects.subList(0, half)).file(objects.subList(half, objects.size()));
    Path out = temp.resolve("plan" + runs);
    return new PlanRequest(
        from,
        destination,
        delivery.open(),
        copyFrom,
        checksums,
        state,
        out,
        options,
        clock,
        "test");
  }

  Path file(String name, String content) throws IOException {
    Path file = source.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  void object(String key, String content) {
    objects.add(Row.current(key, content.getBytes(UTF_8).length, md5(content)));
  }

  static String md5(String content) {
    return Digests.hex(Digests.md5().digest(content.getBytes(UTF_8)));
  }

  static Map<String, PlanRow> rows(PlanBundle bundle) throws IOException {
    Map<String, PlanRow> rows = new TreeMap<>();
    bundle.rows((ordinal, row) -> rows.put(row.key().value(), row) == null);
    return rows;
  }

  static Map<String, Reason> reasons(Map<String, PlanRow> rows) {
    Map<String, Reason> reasons = new TreeMap<>();
    rows.forEach((key, row) -> reasons.put(key, row.reason()));
    return reasons;
  }

  static Map<String, Problem.Kind> problems(PlanBundle bundle) throws IOException {
    Map<String, Problem.Kind> problems = new TreeMap<>();
    bundle.problems(
        problem -> {
          problems.put(problem.path(), problem.kind());
          return true;
        });
    return problems;
  }
}
