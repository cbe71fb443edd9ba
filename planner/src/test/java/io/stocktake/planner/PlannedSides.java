package io.stocktake.planner;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.TestDelivery.Row;
import io.stocktake.planner.checksums.ChecksumSource;
import io.stocktake.planner.reconcile.OrphanPolicy;
import io.stocktake.planner.request.CopyFrom;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
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
public abstract class PlannedSides {
  protected static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-02T00:00:00Z"), ZoneOffset.UTC);
  protected static final PlanOptionsFixture OPTIONS =
      new PlanOptionsFixture(PlanOptions.defaults()).withThreads(3);
  protected static final PlanOptionsFixture DELETE = OPTIONS.withOrphans(OrphanPolicy.DELETE);

  @TempDir protected Path temp;
  protected Path source;
  protected final List<Row> objects = new ArrayList<>();
  protected Optional<CopyFrom> copyFrom = Optional.empty();
  protected String bucket = "bucket";
  protected List<ChecksumSource> checksums = List.of();
  protected Optional<Path> state = Optional.empty();
  protected Clock clock = CLOCK;
  protected int runs;

  @BeforeEach
  protected void makeSource() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
  }

  protected PlanBundle plan(PlanOptionsFixture options) throws Exception {
    return plan(options, S3Location.parse("s3://bucket/p"), source);
  }

  protected PlanBundle plan(PlanOptionsFixture options, S3Location destination, Path from)
      throws Exception {
    PlanRequest request = request(options, destination, from);
    Planner.plan(request, new PlanProgress());
    PlanBundle bundle = PlanBundle.open(request.out());
    bundle.verify();
    return bundle;
  }

  protected PlanRequest request(PlanOptionsFixture options, S3Location destination, Path from)
      throws IOException {
    return request(options, destination, from, temp.resolve("plan" + (runs + 1)));
  }

  protected PlanRequest request(
      PlanOptionsFixture options, S3Location destination, Path from, Path out) throws IOException {
    runs++;
    TestDelivery delivery =
        new TestDelivery(
            Files.createDirectories(temp.resolve("inventory" + runs)),
            bucket,
            TestDelivery.CURRENT);
    int half = objects.size() / 2;
    delivery.file(objects.subList(0, half)).file(objects.subList(half, objects.size()));
    return new PlanRequest(
        from,
        destination,
        new PlanRequest.Evidence(delivery.open(), checksums, state),
        copyFrom,
        out,
        options.options(),
        new PlanRequest.Stamp(clock, "test"));
  }

  protected Path file(String name, String content) throws IOException {
    Path file = source.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  protected void object(String key, String content) {
    objects.add(Row.current(key, content.getBytes(UTF_8).length, md5(content)));
  }

  protected static String md5(String content) {
    return Digests.hex(Digests.md5().digest(content.getBytes(UTF_8)));
  }

  public static Map<String, PlanRow> rows(PlanBundle bundle) throws IOException {
    Map<String, PlanRow> rows = new TreeMap<>();
    bundle.rows((ordinal, row) -> rows.put(row.key().value(), row) == null);
    return rows;
  }

  protected static Map<String, Reason> reasons(Map<String, PlanRow> rows) {
    Map<String, Reason> reasons = new TreeMap<>();
    rows.forEach((key, row) -> reasons.put(key, row.reason()));
    return reasons;
  }

  protected static Map<String, Problem.Kind> problems(PlanBundle bundle) throws IOException {
    Map<String, Problem.Kind> problems = new TreeMap<>();
    bundle.problems(
        problem -> {
          problems.put(problem.path(), problem.kind());
          return true;
        });
    return problems;
  }
}
