package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static io.stocktake.executor.testing.TestPlan.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.journal.status.OpaqueETagLedger;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.FaultyStore.Op;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CopyTest {
  private static final TagSet TEAM = TagSet.parse("team=media");
  private static final int LARGE = 12 << 20;

  @TempDir private Path base;
  private final MemoryStore old = new MemoryStore();
  private final MemoryStore store = new MemoryStore();
  private TestPlan builder;

  @BeforeEach
  void begin() throws IOException {
    builder = new TestPlan(base);
    store.copyFrom(old);
  }

  @Test
  void copiesWithMetadataAndTagsAndAddsItsOwn() throws IOException {
    ETag small = old.seed("a.jpg", bytes(10, 1));
    old.seedTags("a.jpg", TagSet.parse("kept=1"));
    ETag large = old.seed("b.mov", bytes(LARGE, 2));
    old.seedTags("b.mov", TagSet.parse("kept=2"));
    PlanBundle plan =
        builder
            .copy("new/a", "a.jpg", small, 10, Guard.absent(), TEAM)
            .copy("new/b", "b.mov", large, LARGE, Guard.absent(), TEAM)
            .seal();

    RunReport report = run(plan, store);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(2);
    assertThat(store.get("new/a")).hasValue(bytes(10, 1));
    assertThat(store.get("new/b")).hasValue(bytes(LARGE, 2));
    assertThat(store.etag("new/b").orElseThrow().parts()).isEqualTo(3);
    assertThat(store.headers("new/a").orElseThrow().contentType()).isEqualTo("image/jpeg");
    assertThat(store.headers("new/a").orElseThrow().tags())
        .isEqualTo(TagSet.parse("kept=1&team=media"));
    assertThat(store.headers("new/b").orElseThrow().tags())
        .isEqualTo(TagSet.parse("kept=2&team=media"));
    assertThat(run(PlanBundle.open(plan.directory()), store).requests()).isZero();
  }

  @Test
  void aSourceThatChangedOrWentIsDrift() throws IOException {
    ETag changed = old.seed("changed", bytes(10, 1));
    ETag gone = old.seed("gone", bytes(10, 2));
    ETag large = old.seed("large", bytes(LARGE, 3));
    PlanBundle plan =
        builder
            .copy("1", "changed", changed, 10, Guard.absent(), TagSet.EMPTY)
            .copy("2", "gone", gone, 10, Guard.absent(), TagSet.EMPTY)
            .copy("3", "large", large, LARGE, Guard.absent(), TagSet.EMPTY)
            .seal();
    old.seed("changed", bytes(10, 7));
    old.remove("gone");
    old.seed("large", bytes(LARGE, 8));

    assertThat(run(plan, store).rows(Outcome.DRIFTED)).isEqualTo(3);
    assertThat(store.keys()).isEmpty();
    assertThat(store.openUploads()).isZero();
  }

  @Test
  void aSourceThatChangesBetweenItsRangesIsDrift() throws IOException {
    ETag large = old.seed("large", bytes(LARGE, 3));
    PlanBundle plan = builder.copy("3", "large", large, LARGE, Guard.absent(), TagSet.EMPTY).seal();
    AtomicInteger parts = new AtomicInteger();
    FaultyStore meddling =
        new FaultyStore(
            store,
            (op, key) -> {
              if (op == Op.COPY_PART && parts.incrementAndGet() == 2) {
                old.seed("large", bytes(LARGE, 8));
              }
              return Fault.NONE;
            });

    assertThat(run(plan, meddling).rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(store.keys()).isEmpty();
    assertThat(store.openUploads()).isZero();
  }

  @Test
  void whatMayBeEncryptedIsLookedAtBeforeItIsCopiedOver() throws IOException {
    store.encrypt();
    ETag small = store.seed("small", bytes(10, 1));
    ETag large = store.seed("large", bytes(LARGE, 2));
    PlanBundle plan =
        builder
            .listed()
            .copy("small", "a", old.seed("a", bytes(10, 1)), 10, Guard.match(small), TEAM)
            .copy("large", "b", old.seed("b", bytes(LARGE, 2)), LARGE, Guard.match(large), TEAM)
            .delete("orphan", store.seed("orphan", bytes(3, 3)))
            .seal();

    assertThat(run(plan, store).rows(Outcome.SKIPPED)).isEqualTo(3);
    assertThat(store.get("orphan")).as("deletes wait for rows that were skipped").isPresent();
    assertThat(store.etag("small")).hasValue(small);
    assertThat(store.etag("large")).hasValue(large);
    assertThat(store.openUploads()).isZero();
  }

  @Test
  void whatEncryptionHidesOfCopiedPartsIsNoEvidence() throws IOException {
    ETag large = old.seed("large", bytes(LARGE, 3));
    PlanBundle plan = builder.copy("3", "large", large, LARGE, Guard.absent(), TagSet.EMPTY).seal();
    store.encrypt();

    assertThat(run(plan, store).rows(Outcome.DONE)).isEqualTo(1);
    OpaqueETagLedger.read(
        plan,
        plan.plan().destination().bucket(),
        known -> assertThat(known).as("of an object whose parts' ETags are no MD5s").isNull());
  }

  @Test
  void aDestinationThatChangedIsKept() throws IOException {
    ETag from = old.seed("a", bytes(6, 1));
    ETag seen = store.seed("over", "old".getBytes(UTF_8));
    PlanBundle plan =
        builder
            .copy("new", "a", from, 6, Guard.absent(), TagSet.EMPTY)
            .copy("over", "a", from, 6, Guard.match(seen), TagSet.EMPTY)
            .seal();
    store.seed("new", "theirs".getBytes(UTF_8));
    store.seed("over", "theirs".getBytes(UTF_8));

    assertThat(run(plan, store).rows(Outcome.DRIFTED)).isEqualTo(2);
    assertThat(store.get("new")).hasValue("theirs".getBytes(UTF_8));
    assertThat(store.get("over")).hasValue("theirs".getBytes(UTF_8));
  }

  @Test
  void aCopyOfAnObjectInPartsIsVerifiedByItsSize() throws IOException {
    ETag inParts = old.seedInParts("p", bytes(10, 1));
    PlanBundle plan = builder.copy("p", "p", inParts, 10, Guard.absent(), TagSet.EMPTY).seal();

    assertThat(run(plan, store).rows(Outcome.DONE)).isEqualTo(1);
    assertThat(store.etag("p")).isNotEqualTo(old.etag("p"));
  }

  /** The ETag of a copy does not tell what was copied, so that as many bytes prove nothing. */
  @Test
  void asManyOtherBytesAreNotItsOwnCopy() throws IOException {
    PlanBundle plan = copyOfParts();
    store.seed("p", bytes(10, 2));

    assertThat(run(plan, store).rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(store.get("p")).hasValue(bytes(10, 2));
  }

  @Test
  void whatOthersWroteWhileTheRequestWasLostIsDrift() throws IOException {
    PlanBundle plan = copyOfParts();
    FaultyStore bad =
        new FaultyStore(
            store,
            (op, key) -> {
              if (op != Op.COPY) {
                return Fault.NONE;
              }
              store.seed("p", bytes(7, 2));
              return Fault.LOST_REQUEST;
            });

    assertThat(run(plan, bad).rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(store.get("p")).hasValue(bytes(7, 2));
  }

  @Test
  void itsOwnCopyIsDoneThoughTheAnswerWasLost() throws IOException {
    PlanBundle plan = copyOfParts();
    FaultyStore bad =
        new FaultyStore(store, (op, key) -> op == Op.COPY ? Fault.LOST_ANSWER : Fault.NONE);

    assertThat(run(plan, bad).rows(Outcome.ALREADY_DONE)).isEqualTo(1);
    assertThat(store.writes("p")).isEqualTo(1);
  }

  private PlanBundle copyOfParts() throws IOException {
    ETag inParts = old.seedInParts("p", bytes(10, 1));
    return builder.copy("p", "p", inParts, 10, Guard.absent(), TagSet.EMPTY).seal();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"LOST_ANSWER", "LOST_REQUEST", "TWICE"})
  void aBadLineMakesNoSecondCopy(Fault fault) throws IOException {
    ETag plain = old.seed("a", bytes(10, 1));
    ETag inParts = old.seedInParts("p", bytes(10, 1));
    ETag large = old.seed("large", bytes(LARGE, 3));
    PlanBundle plan =
        builder
            .copy("a", "a", plain, 10, Guard.absent(), TagSet.EMPTY)
            .copy("large", "large", large, LARGE, Guard.absent(), TagSet.EMPTY)
            .copy("p", "p", inParts, 10, Guard.absent(), TagSet.EMPTY)
            .seal();
    AtomicInteger copies = new AtomicInteger();
    FaultyStore bad =
        new FaultyStore(
            store,
            (op, key) ->
                (op == Op.COPY && copies.incrementAndGet() <= 2) || op == Op.COMPLETE
                    ? fault
                    : Fault.NONE);

    RunReport report = run(plan, bad);

    if (!report.settled()) {
      report = run(PlanBundle.open(plan.directory()), store);
    }
    // Of a copy whose ETag tells nothing, a refusal without a lost answer means another writer.
    long notOurs = fault == Fault.TWICE ? 1 : 0;
    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(notOurs);
    assertThat(report.rows(Outcome.DONE) + report.rows(Outcome.ALREADY_DONE))
        .isEqualTo(3 - notOurs);
    assertThat(store.writes("a")).isEqualTo(1);
    assertThat(store.writes("large")).isEqualTo(1);
    assertThat(store.writes("p")).isEqualTo(1);
    assertThat(store.openUploads()).isZero();
  }
}
