package io.stocktake.planner.compare.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.PlanOptionsFixture;
import io.stocktake.planner.PlannedSides;
import io.stocktake.planner.reconcile.Reconciler;
import io.stocktake.planner.request.KeyNaming.UnicodeForm;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanPartConsumer;
import io.stocktake.planner.source.LinkPolicy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which rows go before the walk has ended, when, and what becomes of the others. */
@Timeout(60)
class EarlyPartWriterTest {
  private static final ETag ETAG = ETag.ofMd5(new byte[16]);
  private static final long GIB = 1L << 30;

  @TempDir private Path temp;
  private final List<Path> sealed = Collections.synchronizedList(new ArrayList<>());
  private final List<String> late = Collections.synchronizedList(new ArrayList<>());
  private final List<Problem> problems = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private PlanOptionsFixture options = new PlanOptionsFixture(PlanOptions.defaults());
  private int maxRows = 1_000;
  private Exception refusal;
  private EarlyPartWriter rows;

  @AfterEach
  void close() {
    if (rows != null) {
      rows.close();
    }
  }

  @Test
  void onlyUploadsThatNothingFoundLaterCanChangeGoEarly() throws IOException {
    begin();
    rows.accept(upload("new", 1, Guard.absent()));
    rows.accept(upload("over", 1, Guard.match(ETAG)));
    rows.accept(upload("over" + StoredLink.SUFFIX, 1, Guard.match(ETAG)));
    rows.accept(row(Action.DELETE, Reason.ORPHAN, "gone", Guard.match(ETAG)));
    rows.accept(row(Action.NONE, Reason.NO_EVIDENCE, "none", Guard.none()));

    assertThat(late).containsExactly("gone", "none");
    rows.finish();
    assertThat(late).containsExactly("gone", "none", "new", "over", "over" + StoredLink.SUFFIX);
    assertThat(sealed).isEmpty();
  }

  @Test
  void whereNamesMayShareAKeyNoObjectIsWrittenOverEarly() throws IOException {
    options = options.withNames(UnicodeForm.NFC);
    begin();
    rows.accept(upload("over", 1, Guard.match(ETAG)));
    rows.accept(upload("new", 1, Guard.absent()));
    assertThat(late).containsExactly("over");
  }

  @Test
  void aStoredLinkMayShareItsKeyWithAFile() throws IOException {
    options = options.withLinks(LinkPolicy.STORE);
    begin();
    rows.accept(upload("x" + StoredLink.SUFFIX, 1, Guard.match(ETAG)));
    rows.accept(upload("x", 1, Guard.match(ETAG)));
    assertThat(late).containsExactly("x" + StoredLink.SUFFIX);
  }

  @Test
  void aPartIsSealedWhenItHasItsRows() throws IOException {
    maxRows = 2;
    begin();
    for (String key : List.of("b", "a", "d", "c", "e")) {
      rows.accept(upload(key, 1, Guard.absent()));
    }
    assertThat(sealed).containsExactly(temp.resolve("part-1"), temp.resolve("part-2"));
    assertThat(keys(sealed.get(0))).containsExactly("a", "b");
    assertThat(keys(sealed.get(1))).containsExactly("c", "d");
    rows.finish();
    assertThat(late).containsExactly("e");
  }

  @Test
  void aPartIsSealedWhenItHasAGibibyte() throws IOException {
    begin();
    rows.accept(upload("a", GIB - 1, Guard.absent()));
    assertThat(sealed).isEmpty();
    rows.accept(upload("b", 1, Guard.absent()));
    assertThat(sealed).hasSize(1);
    rows.accept(upload("c", GIB - 1, Guard.absent()));
    assertThat(sealed).as("counted anew").hasSize(1);
    rows.accept(upload("d", GIB, Guard.absent()));
    assertThat(sealed).hasSize(2);
  }

  /** A person who watches sees the first soon; more parts than needed cost requests. */
  @Test
  void whatHasWaitedIsSealedThoughNoRowComes() throws Exception {
    begin();
    rows.accept(upload("a", 1, Guard.absent()));
    pass(Duration.ofMillis(1_900));
    rows.accept(upload("b", 1, Guard.absent()));
    TimeUnit.MILLISECONDS.sleep(250);
    assertThat(sealed).isEmpty();
    pass(Duration.ofMillis(200));
    await(1);
    assertThat(keys(sealed.get(0))).containsExactly("a", "b");

    pass(Duration.ofSeconds(60));
    rows.accept(upload("c", 1, Guard.absent()));
    pass(Duration.ofMillis(9_900));
    TimeUnit.MILLISECONDS.sleep(250);
    assertThat(sealed).hasSize(1);
    pass(Duration.ofMillis(200));
    await(2);
    assertThat(keys(sealed.get(1))).containsExactly("c");
  }

  @Test
  void afterTheEndNothingIsSealedAnyMore() throws Exception {
    begin();
    rows.accept(upload("a", 1, Guard.absent()));
    rows.finish();
    pass(Duration.ofSeconds(60));
    TimeUnit.MILLISECONDS.sleep(250);
    assertThat(sealed).isEmpty();
    assertThat(late).containsExactly("a");
    rows.finish();
    assertThat(late).containsExactly("a");
    rows.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("early-parts");
  }

  @Test
  void twoFilesThatClaimAKeyInOnePartAreAProblemOfIt() throws IOException {
    maxRows = 3;
    begin();
    rows.accept(file("x", "one"));
    rows.accept(file("y", "two"));
    rows.accept(file("x", "three"));

    Map<String, PlanRow> part = PlannedSides.rows(PlanBundle.open(sealed.get(0)));
    assertThat(part.get("x").action()).isEqualTo(Action.NONE);
    assertThat(part.get("x").reason()).isEqualTo(Reason.COLLISION);
    assertThat(part.get("y").action()).isEqualTo(Action.UPLOAD);
    assertThat(problems)
        .extracting(problem -> problem.kind() + " " + problem.path())
        .containsExactlyInAnyOrder("KEY_COLLISION one", "KEY_COLLISION three");
  }

  @Test
  void partsAreCompressedWhereThePlanIs() throws IOException {
    maxRows = 1;
    options = options.withGzip(true);
    begin();
    rows.accept(upload("a", 1, Guard.absent()));
    assertThat(sealed.get(0).resolve("changes-00001.csv.gz")).exists();
  }

  @Test
  void whereNoPartIsCarriedOutAnyMoreTheNextRowSaysSo() throws IOException {
    maxRows = 1;
    refusal = new IOException("nobody takes it");
    begin();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> rows.accept(upload("a", 1, Guard.absent()))).isSameAs(refusal);
    }
    assertThatThrownBy(() -> rows.finish()).isSameAs(refusal);
    assertThat(late).isEmpty();
  }

  @Test
  void whatCannotBeWrittenIsSaidByTheNextRow() throws Exception {
    begin();
    Files.createFile(temp.resolve("part-1"));
    rows.accept(upload("a", 1, Guard.absent()));
    pass(Duration.ofSeconds(3));
    for (int i = 0; i < 200 && failure() == null; i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(failure()).hasMessageContaining("part-1 is a file");
  }

  private IOException failure() {
    try {
      rows.accept(upload("b", 1, Guard.absent()));
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  @Test
  void anInterruptWhileAPartWaitsIsKept() {
    maxRows = 1;
    refusal = new InterruptedException();
    begin();
    assertThatThrownBy(() -> rows.accept(upload("a", 1, Guard.absent())))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private void begin() {
    rows =
        new EarlyPartWriter(
            new Parts(),
            new Reconciler(options.options().policy("")),
            options.options(),
            EarlyPartWriterTest::draft,
            problems::add,
            row -> late.add(row.key().value()),
            nanos::get);
  }

  /** Places for parts, who keeps or refuses them. */
  private final class Parts implements PlanPartConsumer {
    @Override
    public int maxRows() {
      return maxRows;
    }

    @Override
    public Path place(int number) {
      return temp.resolve("part-" + number);
    }

    @Override
    public void sealed(Path part) throws IOException, InterruptedException {
      if (refusal instanceof IOException io) {
        throw io;
      }
      if (refusal instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      sealed.add(part);
    }

    @Override
    public boolean endedWell() {
      return true;
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void await(int parts) throws InterruptedException {
    while (sealed.size() < parts) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static List<String> keys(Path part) throws IOException {
    List<String> keys = new ArrayList<>();
    PlanBundle.open(part).rows((ordinal, row) -> keys.add(row.key().value()));
    return keys;
  }

  private static PlanRow file(String key, String path) {
    return new PlanRow(
        Action.UPLOAD,
        Reason.NEW,
        new ObjectKey(key),
        path,
        1,
        Optional.of(Instant.EPOCH),
        Optional.empty(),
        Guard.absent(),
        Optional.empty());
  }

  private static PlanRow upload(String key, long size, Guard guard) {
    return new PlanRow(
        Action.UPLOAD,
        guard.state() == Guard.State.ABSENT ? Reason.NEW : Reason.CONTENT,
        new ObjectKey(key),
        key,
        size,
        Optional.of(Instant.EPOCH),
        Optional.empty(),
        guard,
        Optional.empty());
  }

  private static PlanRow row(Action action, Reason reason, String key, Guard guard) {
    return new PlanRow(
        action,
        reason,
        new ObjectKey(key),
        "",
        1,
        Optional.empty(),
        Optional.empty(),
        guard,
        Optional.empty());
  }

  private static Plan draft() {
    return Plan.draft(
        "2026-11-02T00:00:00Z",
        "test",
        new Plan.Source("/data", Plan.Coverage.PARTIAL),
        new Plan.Destination("bucket", ""),
        new Plan.Inventory("m", "2026-11-01T00:00:00Z", "0".repeat(32), 1, 2, true),
        Map.of(),
        new Plan.Compared(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        List.of());
  }
}
