package io.stocktake.executor.direct.multipart;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.direct.guard.RowCompletion;
import io.stocktake.executor.direct.guard.UploadConflictException;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.journal.UploadedPart;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.FaultyStore.Op;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a multipart upload, in the store and in the journal. */
class MultipartSessionsTest {
  private static final long PART = 5;
  private static final RowResult DONE = RowResult.of(Outcome.DONE, "");

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();
  private final OutcomeCounts counts = new OutcomeCounts();
  private final Map<Op, Fault> faults = new EnumMap<>(Op.class);
  private PlanRow row;
  private Journal journal;
  private MultipartSessions sessions;

  @BeforeEach
  void open() throws IOException {
    PlanBundle plan = new TestPlan(base).create("k", bytes(9, 1)).seal();
    row = plan.rows(0, 1).next();
    journal = Journal.open(plan);
    ObjectStore faulty = new FaultyStore(store, (op, key) -> faults.getOrDefault(op, Fault.NONE));
    RunControl control = new RunControl(Duration.ofSeconds(1));
    sessions =
        new MultipartSessions(
            faulty,
            journal,
            new WriteProtocol(
                faulty,
                journal,
                new RowCompletion(journal, counts, control),
                control,
                Runnable::run));
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  @Test
  void oneBeginsWithItsIntentAndIsNoted() {
    UnfinishedUpload begun = begin(PART);
    assertThat(journal.inDoubt(0)).isTrue();
    assertThat(journal.unfinished(0)).contains(begun);
    assertThat(begun.id()).isEqualTo("upload-1");
    assertThat(begun.stamp()).isEqualTo("stamp");
    assertThat(begun.partSize()).isEqualTo(PART);
  }

  /** A part counts if both the journal and the store know of it, and say the same. */
  @Test
  void oneThatIsOpenGoesOnWithThePartsThatAreSure() {
    UnfinishedUpload begun = begin(PART);
    UploadedPart first = sendPart(begun, 1, bytes(5, 1));
    UploadedPart second = sendPart(begun, 2, bytes(5, 2));
    journal.part(0, 1, first).join();
    journal.part(0, 2, new UploadedPart(second.digest(), first.answer())).join();
    journal.part(0, 3, second).join();

    UnfinishedUpload again = begin(PART);

    assertThat(again.id()).isEqualTo(begun.id());
    assertThat(again.parts()).isEqualTo(Map.of(1, first));
  }

  @Test
  void oneThatTheStoreForgotIsBegunAnew() {
    begin(PART);
    store.expireUploads();
    assertThat(begin(PART).id()).isEqualTo("upload-2");
  }

  @Test
  void oneInOtherPartsIsGivenUpForANew() {
    begin(PART);
    UnfinishedUpload again = begin(PART + 1);
    assertThat(again.id()).isEqualTo("upload-2");
    assertThat(store.openUploads()).isEqualTo(1);
    assertThat(journal.unfinished(0)).contains(again);
  }

  @Test
  void whoMayNotListPartsSendsThemAllAnew() {
    begin(PART);
    faults.put(Op.PARTS, Fault.DENIED);
    assertThat(begin(PART).id()).isEqualTo("upload-2");
    assertThat(store.openUploads()).isEqualTo(1);
  }

  @Test
  void whatElseKeepsFromListingThemFails() {
    begin(PART);
    faults.put(Op.PARTS, Fault.FAILED);
    assertThatThrownBy(() -> begin(PART)).hasCauseInstanceOf(StoreException.class);
    assertThat(journal.unfinished(0)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void oneIsGivenUpUnlessItMayStillMakeItsObject(Outcome outcome) {
    begin(PART);
    sessions.end(0, row, RowResult.of(outcome, "")).join();

    boolean kept =
        outcome == Outcome.DONE || outcome == Outcome.FAILED || outcome == Outcome.UNKNOWN;
    assertThat(store.openUploads()).isEqualTo(kept ? 1 : 0);
    assertThat(journal.unfinished(0).isPresent()).isEqualTo(kept && outcome != Outcome.DONE);
    assertThat(journal.outcome(0)).contains(outcome);
    assertThat(counts.rows(outcome)).isEqualTo(1);
  }

  @Test
  void aRowEndsThoughItsUploadCannotBeGivenUp() {
    begin(PART);
    faults.put(Op.ABORT, Fault.FAILED);
    sessions.end(0, row, RowResult.of(Outcome.DRIFTED, "")).join();
    assertThat(journal.outcome(0)).contains(Outcome.DRIFTED);
    assertThat(journal.unfinished(0)).as("left to the next run").isPresent();
    sessions.end(0, row, DONE).join();
    assertThat(counts.rows()).isEqualTo(2);
  }

  @Test
  void oneThatConflictsIsBegunAnewOnce() {
    begin(PART);
    sessions.refused(0, row, conflict()).join();

    assertThat(store.openUploads()).isZero();
    assertThat(journal.unfinished(0)).isEmpty();
    assertThat(sessions.again()).contains(new MultipartSessions.Row(0, row));
    assertThat(sessions.again()).isEmpty();
    assertThat(counts.rows()).isZero();

    begin(PART);
    sessions.refused(0, row, conflict()).join();
    assertThat(sessions.again()).isEmpty();
    assertThat(counts.rows(Outcome.FAILED)).isEqualTo(1);
    assertThat(store.openUploads()).isZero();
  }

  @Test
  void whoMayNotAbortItMeetsItNeverAgain() {
    begin(PART);
    faults.put(Op.ABORT, Fault.DENIED);
    sessions.refused(0, row, conflict()).join();
    assertThat(journal.unfinished(0)).isEmpty();
    assertThat(sessions.again()).isPresent();
  }

  @Test
  void oneThatMayStillBeThereIsNotBegunAnew() {
    begin(PART);
    faults.put(Op.ABORT, Fault.FAILED);
    sessions.refused(0, row, conflict()).join();
    assertThat(sessions.again()).isEmpty();
    assertThat(counts.rows(Outcome.FAILED)).isEqualTo(1);
    assertThat(journal.unfinished(0)).isPresent();
  }

  @Test
  void whatEndsAllRequestsEndsTheRunHereToo() {
    begin(PART);
    faults.put(Op.ABORT, Fault.FATAL);
    assertThat(sessions.refused(0, row, conflict())).isCompletedExceptionally();
    assertThat(counts.rows()).isZero();
  }

  @Test
  void withoutAnUploadARowIsBegunAnewAllTheSame() {
    sessions.refused(0, row, conflict()).join();
    assertThat(sessions.again()).isPresent();
  }

  @Test
  void otherFailuresArePassedOn() {
    IOException other = new IOException("other");
    assertThatThrownBy(sessions.refused(0, row, other)::join).hasCause(other);
    assertThat(sessions.again()).isEmpty();
  }

  private UnfinishedUpload begin(long partSize) {
    return sessions
        .begin(0, row, partSize, "stamp", () -> store.begin(row.key(), ObjectHeaders.named("k")))
        .join();
  }

  private UploadedPart sendPart(UnfinishedUpload upload, int number, byte[] content) {
    byte[] md5 = Digests.md5().digest(content);
    ETag answer =
        store.part(row.key(), upload.id(), number, ByteBuffer.wrap(content), md5).join().etag();
    return new UploadedPart(ETag.ofMd5(md5), answer);
  }

  private static UploadConflictException conflict() {
    return new UploadConflictException("409");
  }
}
