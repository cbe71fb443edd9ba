package io.stocktake.executor.direct.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is journaled, asked and sent for a row, and in which order, with a real journal on disk. The
 * key of row 0 holds the object that the plan saw and overwrites; row 1 is a new object.
 */
class WriteProtocolTest {
  private static final byte[] NEW = "new".getBytes(UTF_8);
  private static final byte[] OLD = "older".getBytes(UTF_8);
  private static final RowResult DONE = RowResult.of(Outcome.DONE, "sent now");

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();
  private final ETag seen = store.seed("a", OLD);
  private final ETag written = new MemoryStore().seed("x", NEW);
  private final RunControl control = new RunControl(Duration.ZERO);
  private final OutcomeCounts counts = new OutcomeCounts();
  private final ExecutorService senders =
      Executors.newSingleThreadExecutor(work -> new Thread(work, "sender"));
  private final List<String> steps = new ArrayList<>();
  private Fault head = Fault.NONE;
  private PlanBundle plan;
  private Journal journal;
  private WriteProtocol protocol;
  private PlanRow overwrite;
  private PlanRow create;

  @BeforeEach
  void open() throws IOException {
    plan = new TestPlan(base).overwrite("a", NEW, seen).create("b", NEW).seal();
    List<PlanRow> rows = new ArrayList<>();
    plan.rows((ordinal, row) -> rows.add(row));
    overwrite = rows.get(0);
    create = rows.get(1);
    begin();
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
    senders.shutdownNow();
  }

  @Test
  void theIntentIsJournaledBeforeTheRequestLeaves() throws Exception {
    String sent =
        protocol
            .send(
                0,
                () -> {
                  assertThat(journal.inDoubt(0)).isTrue();
                  return CompletableFuture.completedFuture(Thread.currentThread().getName());
                })
            .get();
    assertThat(sent).as("never in the journal's thread").isEqualTo("sender");
    assertThat(journal.inDoubt(1)).isFalse();
    assertThat(protocol.senders()).isSameAs(senders);
  }

  @Test
  void theIntentsOfAllRowsOfARequestAreJournaledBeforeItLeaves() throws Exception {
    String sent =
        protocol
            .send(
                List.of(0L, 1L),
                () -> {
                  assertThat(journal.inDoubt(0) && journal.inDoubt(1)).isTrue();
                  return CompletableFuture.completedFuture(Thread.currentThread().getName());
                })
            .get();
    assertThat(sent).isEqualTo("sender");
  }

  @Test
  void theFirstRunSendsWithoutAsking() {
    assertThat(protocol.write(0, write()).join()).isEqualTo(DONE);
    assertThat(protocol.write(1, create, this::write).join()).isEqualTo(DONE);
    assertThat(steps).containsExactly("sent", "sent");
    assertThat(journal.inDoubt(0) && journal.inDoubt(1)).isTrue();
  }

  @Test
  void inDoubtTheKeyIsAskedFirst() throws IOException {
    bothInDoubt();
    store.seed("a", NEW);
    RowResult found = protocol.write(0, write()).join();
    assertThat(found.outcome()).isEqualTo(Outcome.ALREADY_DONE);
    assertThat(found.perhapsOurs()).isTrue();
    assertThat(protocol.write(0, overwrite, this::write).join()).isEqualTo(found);
    assertThat(steps).containsExactly("HEAD a", "HEAD a");

    store.seed("a", OLD);
    assertThat(protocol.write(0, overwrite, this::write).join()).isEqualTo(DONE);
    assertThat(steps.subList(2, 4)).containsExactly("HEAD a", "sent");
  }

  @Test
  void aFileThatCannotBePreparedIsTheRowsResultAndNothingIsAsked() {
    RowResult gone = protocol.write(0, overwrite, failing(new NoSuchFileException("a"))).join();
    assertThat(gone.outcome()).isEqualTo(Outcome.DRIFTED);
    assertThat(gone.detail()).startsWith("the file is gone");
    RowResult denied = protocol.unread(1, create, new AccessDeniedException("b")).join();
    assertThat(denied.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(denied.detail()).contains("permission denied");
    assertThat(steps).isEmpty();
  }

  /** Else undo would not know of the object that the earlier run overwrote. */
  @Test
  void inDoubtAFileThatCannotBePreparedIsSettledByWhatTheKeyHolds() throws IOException {
    bothInDoubt();
    plannedContent();
    IOException gone = new NoSuchFileException("a");
    assertThat(protocol.write(0, overwrite, failing(gone)).join().outcome())
        .as("the object is the one that the plan saw")
        .isEqualTo(Outcome.DRIFTED);

    store.seed("a", NEW);
    RowResult earlier = protocol.write(0, overwrite, failing(gone)).join();
    assertThat(earlier.outcome()).isEqualTo(Outcome.ALREADY_DONE);
    assertThat(earlier.perhapsOurs()).isTrue();
    assertThat(earlier.etag()).hasValue(written);
    assertThat(protocol.unread(0, overwrite, gone).join()).isEqualTo(earlier);

    head = Fault.DENIED;
    RowResult unknown = protocol.unread(0, overwrite, gone).join();
    assertThat(unknown.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(unknown.detail())
        .startsWith("an earlier run's answer was lost, and the HEAD request for the key failed");
    assertThat(steps).containsExactly("HEAD a", "HEAD a", "HEAD a", "HEAD a");
  }

  @Test
  void aRefusalOfARowWhoseObjectStaysIsDriftOnlyIfHeadShowsIt() {
    StoreException refusal = new StoreException(Kind.REFUSED, "412 Precondition Failed");
    RowResult same = protocol.refused(overwrite, refusal).join();
    assertThat(same).isEqualTo(RowResult.of(Outcome.FAILED, "412 Precondition Failed"));

    store.seed("a", NEW);
    RowResult drifted = protocol.refused(overwrite, refusal).join();
    assertThat(drifted.outcome()).isEqualTo(Outcome.DRIFTED);
    assertThat(drifted.detail()).contains("another object than the plan saw");

    head = Fault.FAILED;
    assertThat(protocol.refused(overwrite, refusal).join()).isEqualTo(same);
  }

  @Test
  void aRefusalThatEndsTheRunIsNoResultOfTheRow() {
    StoreException fatal = new StoreException(Kind.FATAL, "no such bucket");
    assertThatThrownBy(() -> protocol.refused(overwrite, fatal).join()).hasCause(fatal);
  }

  @Test
  void partsAreHandedOutWithoutAskingInTheFirstRun() {
    protocol.writeInParts(0, overwrite, new Parts(DONE), ends()).join();
    assertThat(steps).containsExactly("began", "ended DONE");
  }

  @Test
  void inDoubtPartsAreHandedOutOnlyIfTheGuardHolds() throws IOException {
    bothInDoubt();
    protocol.writeInParts(0, overwrite, new Parts(DONE), ends()).join();
    assertThat(steps).containsExactly("HEAD a", "began", "ended DONE");

    steps.clear();
    store.seed("a", NEW);
    protocol.writeInParts(0, overwrite, new Parts(DONE), ends()).join();
    assertThat(steps).containsExactly("HEAD a", "ended ALREADY_DONE");

    steps.clear();
    head = Fault.DENIED;
    protocol.writeInParts(0, overwrite, new Parts(DONE), ends()).join();
    assertThat(steps).containsExactly("HEAD a", "ended UNKNOWN");
  }

  @Test
  void eachWayInWhichPartsCanFailEndsTheRow() {
    Exception refused = new StoreException(Kind.REFUSED, "412");
    protocol.writeInParts(0, overwrite, new Parts(refused), ends()).join();
    protocol
        .writeInParts(0, overwrite, new Parts(new NoSuchFileException("a")).begins(false), ends())
        .join();
    protocol
        .writeInParts(
            0, overwrite, new Parts(new ExecutionException(refused)).begins(false), ends())
        .join();
    assertThat(steps)
        .containsExactly(
            "began", "refused 412", "began", "ended DRIFTED", "began", "explained", "ended FAILED");
  }

  @Test
  void aRunThatStopsWhilePartsAreHandedOutIsNoResultOfTheRow() {
    assertThatThrownBy(
            () ->
                protocol
                    .writeInParts(
                        0, overwrite, new Parts(new RunCancelledException()).begins(false), ends())
                    .join())
        .hasCauseInstanceOf(RunCancelledException.class);
    assertThat(steps).containsExactly("began");
  }

  @Test
  void anAnswerIsAwaitedUntilTheRunsGraceIsOver() throws Exception {
    assertThat(protocol.await(CompletableFuture.completedFuture("answer"))).isEqualTo("answer");
    control.stop();
    assertThatThrownBy(() -> protocol.await(new CompletableFuture<>()))
        .isInstanceOf(RunCancelledException.class);
  }

  private void begin() throws IOException {
    journal = Journal.open(plan);
    protocol =
        new WriteProtocol(
            new FaultyStore(store, this::heard),
            journal,
            new RowCompletion(journal, counts, control),
            control,
            senders);
  }

  /** An earlier run journaled the intents of both rows, and was killed. */
  private void bothInDoubt() throws IOException {
    journal.intent(0).join();
    journal.intent(1).join();
    journal.close();
    begin();
  }

  private void plannedContent() {
    overwrite = withContent(overwrite, written);
  }

  private static PlanRow withContent(PlanRow row, ETag content) {
    return new PlanRow(
        row.action(),
        row.reason(),
        row.key(),
        row.path(),
        row.size(),
        row.mtime(),
        Optional.of(content),
        row.guard(),
        row.versionId());
  }

  private Fault heard(FaultyStore.Op op, Object key) {
    steps.add(op + " " + key);
    return head;
  }

  private ConditionalWrite write() {
    return new ConditionalWrite(
        new FaultyStore(store, this::heard),
        overwrite,
        DesiredState.object(written, NEW.length),
        false,
        () -> {
          steps.add("sent");
          return CompletableFuture.completedFuture(DONE);
        });
  }

  private static WriteProtocol.Preparation failing(IOException failure) {
    return () -> {
      throw failure;
    };
  }

  private MultipartWrite.Ends ends() {
    return new MultipartWrite.Ends() {
      @Override
      public CompletableFuture<Void> end(long ordinal, PlanRow row, RowResult result) {
        steps.add("ended " + result.outcome());
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public CompletableFuture<Void> refused(long ordinal, PlanRow row, Throwable failure) {
        steps.add("refused " + failure.getMessage());
        return CompletableFuture.completedFuture(null);
      }
    };
  }

  /** An upload in parts that ends with a result or a failure. */
  private final class Parts implements MultipartWrite {
    private final Optional<RowResult> result;
    private final Exception failure;
    private boolean begins = true;

    Parts(RowResult result) {
      this.result = Optional.of(result);
      this.failure = null;
    }

    Parts(Exception failure) {
      this.result = Optional.empty();
      this.failure = failure;
    }

    Parts begins(boolean does) {
      begins = does;
      return this;
    }

    @Override
    public CompletableFuture<RowResult> judge(Optional<StoredObject> found) {
      return CompletableFuture.completedFuture(
          DesiredState.object(written, NEW.length).judge(found));
    }

    @Override
    public CompletableFuture<RowResult> send() throws IOException, ExecutionException {
      steps.add("began");
      if (begins) {
        return result
            .map(CompletableFuture::completedFuture)
            .orElseGet(() -> CompletableFuture.failedFuture(failure));
      }
      if (failure instanceof ExecutionException refused) {
        throw refused;
      }
      throw (IOException) failure;
    }

    @Override
    public CompletableFuture<RowResult> explain(Throwable cause) {
      steps.add("explained");
      return CompletableFuture.completedFuture(RowResult.of(Outcome.FAILED, cause.getMessage()));
    }
  }
}
