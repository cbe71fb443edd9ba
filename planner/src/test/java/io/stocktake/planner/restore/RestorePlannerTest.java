package io.stocktake.planner.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.CodedFailure;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.BundleDirectory;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.manifests.safety.Safety;
import io.stocktake.manifests.source.FileId;
import io.stocktake.planner.TestDelivery;
import io.stocktake.planner.TestDelivery.Row;
import io.stocktake.planner.request.ContentPolicy;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.request.ReadOptions;
import io.stocktake.planner.request.Resources;
import io.stocktake.planner.restore.resolve.ExistingPolicy;
import io.stocktake.planner.restore.source.InventoryObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorePlannerTest {
  /** Behind the times of the files, so that what is known of them may be remembered. */
  private static final Clock CLOCK = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));

  private static final Instant THEN = Instant.parse("2026-10-01T00:00:00Z");

  @TempDir private Path temp;
  private Path target;
  private final List<Row> objects = new ArrayList<>();
  private String columns = TestDelivery.WITH_CLASSES;
  private Optional<Path> state = Optional.empty();
  private int runs;
  private int inventories;

  @BeforeEach
  void makeTarget() throws IOException {
    target = Files.createDirectory(temp.resolve("target"));
  }

  @Test
  void aDirectoryThatDoesNotExistGetsEverything() throws Exception {
    target = temp.resolve("new/one");
    object("p/d/f", "1");
    object("p/d/", "");
    object("p/e/", "");
    object("p/", "");
    object("q/other", "2");
    object("p/.stocktake/lease", "3");
    object("p/a.rclonelink", "d/f");

    RestoreBundle bundle = plan(defaults());

    assertThat(bundle.plan().target().files()).isZero();
    assertThat(order(bundle))
        .containsExactly(
            "make-directory missing d",
            "fetch missing d/f",
            "make-directory missing e",
            "link missing a");
    assertThat(target).doesNotExist();
    assertThat(problems(bundle)).isEmpty();
  }

  @Test
  void whatIsTheSameIsNotFetched() throws Exception {
    object("p/d/f", "1");
    object("p/e/", "");
    object("p/l.rclonelink", "d/f");
    object("p/a//b", "7");
    Files.createDirectories(target.resolve("e"));
    file("d/f", "1");
    file("a%2F/b", "7");
    Files.createSymbolicLink(target.resolve("l"), Path.of("d/f"));

    RestoreBundle bundle =
        plan(new RestoreOptions(Optional.empty(), ExistingPolicy.OVERWRITE, true, true, compare()));

    assertThat(order(bundle)).isEmpty();
    assertThat(bundle.plan().target().same()).isEqualTo(3);
  }

  @Test
  void whatDiffersIsFetchedUnderTheStateThatWasSeen() throws Exception {
    object("p/f", "1");
    object("p/l.rclonelink", "f");
    Path file = file("f", "2");
    Files.createSymbolicLink(target.resolve("l"), Path.of("d/f"));

    RestoreBundle bundle = plan(defaults());

    assertThat(order(bundle)).containsExactly("fetch differs f", "link differs l");
    BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
    RestoreRow row = rows(bundle).get("f");
    assertThat(row.local().file().orElseThrow().size()).isEqualTo(1);
    assertThat(row.local().file().orElseThrow().mtime())
        .isEqualTo(seen.lastModifiedTime().toInstant());
    assertThat(row.local().file().orElseThrow().id()).isEqualTo(FileId.of(seen));
    assertThat(row.object().orElseThrow().etag().value()).isEqualTo(md5("1"));
  }

  @Test
  void aPathOfAnotherKindIsReplacedOrNamed() throws Exception {
    object("p/a", "1"); // a link in the target
    object("p/b.rclonelink", "x"); // a file in the target
    object("p/c", "1"); // a directory in the target
    object("p/d/f", "1"); // below a file of the target
    object("p/e/f", "1"); // below a link of the target
    object("p/g/", ""); // a file of the target
    Files.createSymbolicLink(target.resolve("a"), Path.of("nowhere"));
    file("b", "x");
    file("c/inside", "1");
    file("d", "1");
    Files.createSymbolicLink(target.resolve("e"), temp);
    file("g", "1");

    RestoreBundle left = plan(defaults());
    assertThat(order(left)).containsExactly("fetch differs a", "link differs b");
    assertThat(problems(left))
        .isEqualTo(
            Map.of(
                "c", "path-collision",
                "d/f", "path-collision",
                "e/f", "path-collision",
                "g", "path-collision"));

    RestoreBundle removing =
        plan(new RestoreOptions(Optional.empty(), ExistingPolicy.CHANGED, true, false, compare()));
    assertThat(order(removing))
        .containsExactly(
            "fetch differs a",
            "remove extra c/inside",
            "remove extra d",
            "fetch missing d/f",
            "remove extra e",
            "fetch missing e/f",
            "link differs b");
  }

  @Test
  void collidingKeysAreNamed() throws Exception {
    object("p/a", "1");
    object("p/a/b", "2");
    object("p/a b", "2");
    object("p/l", "2");
    object("p/l.rclonelink", "a");
    object("p/twice", "1");
    object("p/twice", "2");
    object("p/m.rclonelink", "a");
    object("p/m/", "");
    file("a", "old");

    RestoreBundle bundle =
        plan(new RestoreOptions(Optional.empty(), ExistingPolicy.CHANGED, true, false, compare()));

    assertThat(problems(bundle))
        .isEqualTo(
            Map.of(
                "a", "path-collision",
                "a/b", "path-collision",
                "l", "path-collision",
                "m", "path-collision",
                "twice", "object-unknown"));
    assertThat(order(bundle)).containsExactly("fetch missing a b", "make-directory missing m");
  }

  @Test
  void whatCannotBeToldIsListedOrFetchedAsAsked() throws Exception {
    objects.add(new Row("p/kms", 1L, md5("x"), "SSE-KMS", null, null, null));
    objects.add(new Row("p/parts", 1L, md5("x") + "-2", "SSE-S3", null, null, null));
    objects.add(new Row("p/opaque", 1L, "other", "SSE-S3", null, null, null));
    objects.add(new Row("p/customer", 2L, md5("x"), "SSE-C", null, null, null));
    objects.add(new Row("p/no-etag", 2L, null, "SSE-S3", null, null, null));
    for (String name : List.of("kms", "parts", "opaque", "customer", "no-etag")) {
      file(name, "1");
    }

    assertThat(order(plan(defaults())))
        .containsExactly(
            "fetch differs customer",
            "none cannot-tell kms",
            "none cannot-tell opaque",
            "none cannot-tell parts");
    assertThat(order(plan(existing(ExistingPolicy.OVERWRITE))))
        .containsExactly(
            "fetch differs customer",
            "fetch cannot-tell kms",
            "fetch cannot-tell opaque",
            "fetch cannot-tell parts");
    assertThat(order(plan(existing(ExistingPolicy.SKIP))))
        .containsExactly(
            "none exists customer", "none exists kms", "none exists opaque", "none exists parts");
    assertThat(code(existing(ExistingPolicy.REFUSE))).isEqualTo(FailureCode.EXISTING_FILE_DIFFERS);
    assertThat(code(existing(ExistingPolicy.NEWER))).isEqualTo(FailureCode.INVENTORY_WITHOUT_DATES);
    assertThat(problems(plan(defaults()))).isEqualTo(Map.of("no-etag", "object-unknown"));
  }

  @Test
  void refusesNothingWhereAllFilesAreTheSame() throws Exception {
    object("p/f", "1");
    object("p/g", "1");
    file("f", "1");
    file("extra", "1");

    RestoreBundle bundle = plan(existing(ExistingPolicy.REFUSE));

    assertThat(order(bundle)).containsExactly("fetch missing g");
    assertThat(bundle.plan().notes())
        .anyMatch(note -> note.startsWith("Files of the target without an object: 1;"));
  }

  @Test
  void archivedObjectsAreFetchedAsSuch() throws Exception {
    objects.add(Row.current("p/f", 1, md5("1")).in("DEEP_ARCHIVE"));
    objects.add(Row.current("p/g", 1, md5("1")).in("GLACIER_IR"));

    assertThat(order(plan(defaults()))).containsExactly("fetch archived f", "fetch missing g");
  }

  @Test
  void removesNothingOfTheTrashAndNothingAtAllWithoutObjects() throws Exception {
    file("extra", "1");
    file(".stocktake-trash/2026/x", "1");
    file(".stocktake/x", "1");
    RestoreOptions removing =
        new RestoreOptions(Optional.empty(), ExistingPolicy.CHANGED, true, false, compare());

    assertThat(code(removing)).isEqualTo(FailureCode.NO_OBJECTS_TO_RESTORE);
    assertThat(code(defaults())).isEqualTo(FailureCode.NO_OBJECTS_TO_RESTORE);
    object("p/f", "1");
    assertThat(order(plan(removing))).containsExactly("remove extra extra", "fetch missing f");
  }

  @Test
  void whatTheWalkCannotReadIsNotCalledTheSame() throws Exception {
    object("p/pipe", "1");
    object("p/pipe/f", "1");
    object("p/f", "1");
    file("f", "1");
    Process made = new ProcessBuilder("mkfifo", target.resolve("pipe").toString()).start();
    assertThat(made.waitFor()).isZero();

    RestoreBundle bundle = plan(defaults());

    assertThat(order(bundle)).isEmpty();
    assertThat(bundle.plan().target().same()).isEqualTo(1);
    assertThat(problems(bundle)).containsOnlyKeys("pipe", "pipe/f");
  }

  @Test
  void aTimeNeedsVersionsDatesAndAnInventoryOfThen() throws Exception {
    object("p/f", "1");
    assertThat(code(at(THEN))).isEqualTo(FailureCode.INVENTORY_WITHOUT_VERSIONS);
    columns = TestDelivery.ALL_VERSIONS;
    assertThat(code(at(THEN))).isEqualTo(FailureCode.INVENTORY_WITHOUT_DATES);
    columns = TestDelivery.HISTORY;
    assertThat(code(at(Instant.parse("2026-11-01T01:00:00.001Z"))))
        .isEqualTo(FailureCode.TIME_AFTER_INVENTORY);
    objects.replaceAll(row -> row.at(THEN.toEpochMilli()));
    assertThat(order(plan(at(THEN)))).containsExactly("fetch missing f");
    assertThat(code(at(THEN.minusMillis(1)))).isEqualTo(FailureCode.NO_OBJECTS_TO_RESTORE);
    assertThat(order(plan(at(Instant.parse("2026-11-01T01:00:00Z")))))
        .containsExactly("fetch missing f");
  }

  @Test
  void aPlanThatWasKilledIsBegunAnewAndASealedOneIsKept() throws Exception {
    object("p/f", "1");
    Path out = temp.resolve("plan1");
    Path scratch = BundleDirectory.workDirectory(out).resolve("scratch");
    Files.createDirectories(scratch.resolve("delivery/bucket"));
    Files.writeString(scratch.resolve("delivery/bucket/x"), "left");
    Files.writeString(BundleDirectory.workDirectory(out).resolve("problems.csv"), "left");

    assertThat(order(plan(defaults()))).containsExactly("fetch missing f");
    assertThat(BundleDirectory.workDirectory(out)).doesNotExist();
    runs = 0;
    assertThat(code(defaults())).isEqualTo(FailureCode.OUT_TAKEN);
  }

  @Test
  void thePlanMustNotLieInTheTarget() throws Exception {
    object("p/f", "1");
    for (Path directory : List.of(temp, temp.resolve("plan1/x"), temp.resolve("plan1"))) {
      runs = 0;
      target = directory;
      assertThat(code(defaults())).isEqualTo(FailureCode.RESTORE_OUT_MISPLACED);
    }
  }

  @Test
  void aSecondPlanReadsNoFileAgain() throws Exception {
    state = Optional.of(temp.resolve("state"));
    object("p/f", "1");
    Path file = file("f", "1");
    Files.setLastModifiedTime(file, FileTime.from(THEN));
    plan(defaults());
    PlanProgress progress = new PlanProgress();

    RestorePlanner.plan(request(defaults()), progress);

    assertThat(progress.same()).isEqualTo(1);
    assertThat(progress.hashed()).isZero();
  }

  private FailureCode code(RestoreOptions options) {
    StocktakeException[] failure = new StocktakeException[1];
    assertThatThrownBy(() -> plan(options))
        .isInstanceOfSatisfying(StocktakeException.class, e -> failure[0] = e);
    return ((CodedFailure) failure[0]).code().orElseThrow();
  }

  private static RestoreOptions.Comparison compare() {
    return comparison(2, Resources.defaults().memory());
  }

  static RestoreOptions.Comparison comparison(int threads, long memory) {
    return new RestoreOptions.Comparison(
        ReadOptions.DEFAULT,
        ContentPolicy.DEFAULT.partSizes(),
        new Resources(threads, memory, false),
        Safety.NONE);
  }

  private static RestoreOptions defaults() {
    return existing(ExistingPolicy.CHANGED);
  }

  private static RestoreOptions existing(ExistingPolicy policy) {
    return new RestoreOptions(Optional.empty(), policy, false, false, compare());
  }

  private static RestoreOptions at(Instant time) {
    return new RestoreOptions(Optional.of(time), ExistingPolicy.CHANGED, false, false, compare());
  }

  private RestoreBundle plan(RestoreOptions options) throws Exception {
    RestoreBundle bundle = RestorePlanner.plan(request(options), new PlanProgress());
    bundle.verify();
    return bundle;
  }

  private RestoreRequest request(RestoreOptions options) throws IOException {
    runs++;
    Path inventory = Files.createDirectories(temp.resolve("inventory" + inventories++));
    return new RestoreRequest(
        S3Location.parse("s3://bucket/p"),
        new InventoryObjects(new TestDelivery(inventory, "bucket", columns).file(objects).open()),
        target,
        state,
        temp.resolve("plan" + runs),
        options,
        new PlanRequest.Stamp(CLOCK, "test"));
  }

  private static List<String> order(RestoreBundle bundle) throws IOException {
    List<String> order = new ArrayList<>();
    bundle.rows(
        (ordinal, row) ->
            order.add(row.action().code() + " " + row.reason().code() + " " + row.path()));
    return order;
  }

  private static Map<String, RestoreRow> rows(RestoreBundle bundle) throws IOException {
    Map<String, RestoreRow> rows = new TreeMap<>();
    bundle.rows((ordinal, row) -> rows.put(row.path(), row) == null);
    return rows;
  }

  private static Map<String, String> problems(RestoreBundle bundle) throws IOException {
    Map<String, String> problems = new TreeMap<>();
    bundle.problems(
        problem -> {
          problems.merge(problem.path(), problem.kind().code(), (one, other) -> other);
          return true;
        });
    return problems;
  }

  private void object(String key, String content) {
    objects.add(Row.current(key, content.getBytes(UTF_8).length, md5(content)));
  }

  private Path file(String name, String content) throws IOException {
    Path file = target.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private static String md5(String content) {
    return Digests.hex(Digests.md5().digest(content.getBytes(UTF_8)));
  }
}
