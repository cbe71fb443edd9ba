package io.stocktake.executor.undo;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.safety.RequiredFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken back, by what the journal and the bucket's versions say. */
class UndoRowsTest {
  private static final Instant NOW = Instant.parse("2026-11-02T00:00:00Z");
  private static final RowResult DONE = RowResult.of(Outcome.DONE, "");

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();
  private TestPlan builder;

  @BeforeEach
  void begin() throws IOException {
    store.keepVersions();
    builder = new TestPlan(base);
  }

  /** As with jobs, whose reports tell no ETag. */
  @Test
  void whereNobodyToldTheETagTheVersionNextToTheOneReplacedIsTheRows() throws IOException {
    PlanBundle plan = builder.overwrite("a", bytes(4, 1), store.seed("a", bytes(3, 1))).seal();
    ETag written = store.seed("a", bytes(4, 1));

    PlanBundle undo = undo(plan, DONE);

    assertThat(rows(undo))
        .containsExactly(
            row(
                Action.COPY,
                Reason.OVERWRITTEN,
                "a",
                3,
                Guard.match(written),
                Optional.of(
                    new CopySource(
                        "images",
                        new ObjectKey("a"),
                        plan.rows(0, 1).next().guard().etag().orElseThrow(),
                        Optional.of("v0")))));
    assertThat(undo.plan().notes()).noneMatch(note -> note.contains("cannot be taken back"));
  }

  @Test
  void whatWasDeletedComesBackIfNobodyWroteTheKeySince() throws IOException {
    ETag seen = store.seed("a", bytes(3, 1));
    PlanBundle plan = builder.delete("a", seen).seal();

    assertThat(rows(undo(plan, DONE)))
        .containsExactly(
            row(
                Action.COPY,
                Reason.DELETED,
                "a",
                3,
                Guard.absent(),
                Optional.of(
                    new CopySource("images", new ObjectKey("a"), seen, Optional.of("v0")))));
  }

  @Test
  void withoutTheVersionBeforeNothingIsTakenBack() throws IOException {
    ETag newest = store.seed("a", bytes(3, 1));
    PlanBundle plan =
        builder
            .overwrite("a", bytes(4, 1), newest)
            .overwrite("b", bytes(4, 2), ETag.ofMd5(new byte[16]))
            .create("c", "new")
            .create("d", "new")
            .seal();
    store.seed("b", bytes(4, 2));
    store.seed("c", bytes(3, 3));
    ETag only = store.seed("d", bytes(3, 4));
    store.seed("c", bytes(3, 5));

    PlanBundle undo = undo(plan, DONE, written(ETag.ofMd5(new byte[16])), DONE, DONE);

    assertThat(rows(undo))
        .as("c has two versions, and nobody knows whose; the newest of a is still the old one")
        .containsExactly(
            row(Action.DELETE, Reason.CREATED, "d", 3, Guard.match(only), Optional.empty()));
    assertThat(undo.plan().notes())
        .anyMatch(note -> note.startsWith("3 rows cannot be taken back"));
  }

  @Test
  void tagsAndPropertiesStayAndAreCounted() throws IOException {
    ETag a = store.seed("a", bytes(3, 1));
    ETag b = store.seed("b", bytes(3, 2));
    ETag c = store.seed("c", bytes(3, 3));
    TagSet team = TagSet.parse("team=a");
    PlanBundle plan =
        builder
            .tag(Action.TAG, "a", a, Optional.empty(), team)
            .tag(Action.ADD_TAGS, "b", b, Optional.empty(), team)
            .tag(Action.SET_PROPERTIES, "c", c, Optional.empty(), TagSet.EMPTY)
            .seal();

    PlanBundle undo = undo(plan, DONE, RowResult.of(Outcome.DRIFTED, ""), written(c));

    assertThat(rows(undo)).isEmpty();
    assertThat(undo.plan().notes())
        .anyMatch(note -> note.startsWith("2 objects keep the tags and properties"));
  }

  @Test
  void rowsThatDidNothingAreLeftAsTheyAre() throws IOException {
    ETag seen = store.seed("a", bytes(3, 1));
    PlanBundle plan =
        builder
            .overwrite("a", bytes(4, 1), seen)
            .create("b", "1")
            .create("c", "2")
            .create("d", "3")
            .create("e", "4")
            .none("f")
            .seal();
    for (String key : List.of("b", "c", "d", "e", "f")) {
      store.seed(key, bytes(3, 7));
    }

    PlanBundle undo =
        undo(
            plan,
            RowResult.of(Outcome.DRIFTED, ""),
            RowResult.of(Outcome.FAILED, ""),
            RowResult.of(Outcome.SKIPPED, ""),
            RowResult.of(Outcome.UNKNOWN, ""),
            RowResult.of(Outcome.ALREADY_DONE, ""));

    assertThat(rows(undo)).isEmpty();
    assertThat(undo.plan().notes())
        .anyMatch(note -> note.startsWith("1 rows were found done"))
        .anyMatch(note -> note.startsWith("1 rows have no known outcome"))
        .noneMatch(note -> note.startsWith("0 "));
  }

  /** A copy whose source a lifecycle rule may remove is all there is of the content. */
  @Test
  void whatWasMovedStaysWhereWhatItWasMayExpire() throws IOException {
    ETag from = store.seed("from", bytes(3, 1));
    PlanBundle plan =
        builder
            .moved("to", "from", from, 3)
            .tag(Action.ADD_TAGS, "from", from, Optional.empty(), TagSet.EXPIRE)
            .seal();
    store.seed("to", bytes(3, 1));

    PlanBundle undo = undo(plan, DONE, DONE);

    assertThat(rows(undo)).isEmpty();
    assertThat(undo.plan().notes()).anyMatch(note -> note.startsWith("1 moved objects stay"));
  }

  @Test
  void whatWasMovedElseIsDeleted() throws IOException {
    ETag from = store.seed("from", bytes(3, 1));
    PlanBundle plan = builder.moved("to", "from", from, 3).delete("from", from).seal();

    PlanBundle undo = undo(plan, written(from), DONE);

    assertThat(rows(undo))
        .extracting(row -> row.action() + " " + row.key())
        .containsExactly("COPY from", "DELETE to");
    assertThat(undo.plan().notes()).noneMatch(note -> note.contains("moved objects stay"));
  }

  @Test
  void aKeyThatAPlanNamesTwiceIsTakenBackOnce() throws IOException {
    ETag seen = store.seed("a", bytes(3, 1));
    ETag from = store.seed("from", bytes(3, 2));
    PlanBundle plan =
        builder
            .copy("a", "from", from, 3, Guard.match(seen), TagSet.EMPTY)
            .overwrite("a", bytes(4, 1), seen)
            .seal();

    PlanBundle undo = undo(plan, written(from), written(from));

    assertThat(rows(undo)).extracting(row -> row.key().value()).containsExactly("a");
    assertThat(undo.plan().notes()).anyMatch(note -> note.startsWith("1 rows cannot be"));
  }

  @Test
  void manyRowsAreInOrder() throws IOException {
    List<RowResult> results = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      String key = "k%03d".formatted(i);
      builder.overwrite(key, bytes(4, i), store.seed(key, bytes(3, i)));
      results.add(written(store.seed(key, bytes(4, i))));
      wanted.add("COPY " + key);
    }
    for (int i = 0; i < 150; i++) {
      String key = "a%03d".formatted(i);
      builder.create(key, bytes(4, i));
      store.seed(key, bytes(4, i));
      results.add(i, DONE);
      wanted.add("DELETE " + key);
    }

    PlanBundle undo = undo(builder.seal(40), results.toArray(RowResult[]::new));

    assertThat(rows(undo)).extracting(row -> row.action() + " " + row.key()).isEqualTo(wanted);
  }

  @Test
  void eachHasTheNextNumberOnceTheLastWasBegun() throws IOException {
    PlanBundle plan = builder.create("a", "1").seal();
    Path left = Files.createDirectories(plan.directory().resolve("undo-next/scratch"));
    Files.createFile(left.resolve("done"));
    UndoPlan undo = new UndoPlan(plan, store);

    for (int number = 1; number <= 3; number++) {
      Path path = plan.directory().resolve("undo-" + number);
      assertThat(undo.write(NOW)).isEqualTo(path);
      assertThat(undo.write(NOW)).as("nobody has begun it").isEqualTo(path);
      Files.createFile(path.resolve(Journal.FILE));
    }
    assertThat(left.getParent()).doesNotExist();
  }

  /** What was there before had properties of its own, and no file. */
  @Test
  void rulesForFilesAreNotThoseOfTheWayBack() throws IOException {
    PlanBundle plan =
        builder
            .option(Plan.PROPERTIES, "a sse-c=first")
            .option(RequiredFiles.OPTION, "mounted")
            .option(Plan.LINKS, "skip")
            .overwrite("a", bytes(4, 1), store.seed("a", bytes(3, 1)))
            .seal();

    PlanBundle undo = undo(plan, DONE);

    assertThat(undo.plan().options()).containsOnlyKeys(Plan.LINKS);
    assertThat(undo.plan().created()).isEqualTo(NOW.toString());
    assertThat(undo.plan().source().coverage()).isEqualTo(Plan.Coverage.COMPLETE);
    assertThat(undo.plan().notes())
        .contains("Takes back what was done of plan " + plan.digest() + ".")
        .anyMatch(note -> note.contains("customer's key (first) will fail"));
  }

  @Test
  void withoutCustomerKeysThereIsNoNoteOfThem() throws IOException {
    PlanBundle plan = builder.create("a", "1").seal();
    assertThat(undo(plan).plan().notes()).noneMatch(note -> note.contains("customer's key"));
  }

  private static RowResult written(ETag etag) {
    return new RowResult(Outcome.DONE, Optional.of(etag), Optional.empty(), "");
  }

  /** The undo plan after these results, by ordinal. */
  private PlanBundle undo(PlanBundle plan, RowResult... results) throws IOException {
    try (Journal journal = Journal.open(plan)) {
      List<CompletableFuture<Void>> noted = new ArrayList<>();
      for (RowResult result : results) {
        noted.add(journal.ended(noted.size(), new ObjectKey("key"), result));
      }
      noted.forEach(CompletableFuture::join);
    }
    return PlanBundle.open(new UndoPlan(plan, store).write(NOW));
  }

  private static List<PlanRow> rows(PlanBundle undo) throws IOException {
    List<PlanRow> rows = new ArrayList<>();
    undo.rows((ordinal, row) -> rows.add(row));
    return rows;
  }

  private static PlanRow row(
      Action action,
      Reason reason,
      String key,
      long size,
      Guard guard,
      Optional<CopySource> source) {
    return new PlanRow(
        action,
        reason,
        new ObjectKey(key),
        "",
        size,
        Optional.empty(),
        Optional.empty(),
        guard,
        Optional.empty(),
        source,
        TagSet.EMPTY);
  }
}
