package io.stocktake.executor.direct.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What becomes of a write that is refused, lost or fails, by what the key holds then. */
class ConditionalWriteTest {
  private static final byte[] NEW = {1, 2, 3};
  private static final byte[] OLD = {4, 5};
  private static final byte[] THEIRS = {7, 8, 9};

  private final MemoryStore store = new MemoryStore();
  private final ETag seen = store.seed("k", OLD);
  private final DesiredState desired =
      DesiredState.object(new MemoryStore().seed("x", NEW), NEW.length);
  private final Queue<Attempt> attempts = new ArrayDeque<>();
  private Fault look = Fault.NONE;
  private int sent;

  /** What an attempt does to the key, and what is heard of it. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares or keeps one
  private record Attempt(byte[] puts, Kind heard) {}

  @Test
  void anAnswerIsBelieved() {
    attempts.add(new Attempt(NEW, null));
    assertOutcome(write(false).send(), Outcome.DONE, 1);
    assertThat(store.requests()).as("nobody looks").isZero();
  }

  @Test
  void aLostAnswerToAWriteThatWonIsAlreadyDone() {
    attempts.add(new Attempt(NEW, Kind.UNKNOWN));
    assertThat(assertOutcome(write(false).send(), Outcome.ALREADY_DONE, 1).perhapsOurs()).isTrue();
  }

  /** A delete that finds nothing may have been its own lost first attempt's. */
  @Test
  void whatTheStoreCallsDoneAlreadyMayBeOursOnlyAfterALostAnswer() {
    RowResult done = RowResult.of(Outcome.ALREADY_DONE, "");
    ConditionalWrite write =
        new ConditionalWrite(
            store, row(), desired, false, () -> CompletableFuture.completedFuture(done));
    assertThat(write.send().join().perhapsOurs()).isFalse();
    assertThat(write.askFirst().join().perhapsOurs()).isTrue();

    Queue<CompletableFuture<RowResult>> answers = new ArrayDeque<>();
    answers.add(CompletableFuture.failedFuture(new StoreException(Kind.UNKNOWN, "lost")));
    answers.add(CompletableFuture.completedFuture(done));
    assertThat(
            new ConditionalWrite(store, row(), desired, false, answers::remove)
                .send()
                .join()
                .perhapsOurs())
        .isTrue();
  }

  @Test
  void aLostRequestIsSentOnceMore() {
    attempts.add(new Attempt(null, Kind.UNKNOWN));
    attempts.add(new Attempt(NEW, null));
    assertOutcome(write(false).send(), Outcome.DONE, 2);
  }

  @Test
  void theSecondAttemptMayMeetTheFirst() {
    attempts.add(new Attempt(null, Kind.UNKNOWN));
    attempts.add(new Attempt(NEW, Kind.REFUSED));
    assertThat(assertOutcome(write(false).send(), Outcome.ALREADY_DONE, 2).perhapsOurs()).isTrue();
  }

  @Test
  void whatIsLostTwiceIsUnknown() {
    attempts.add(new Attempt(null, Kind.UNKNOWN));
    attempts.add(new Attempt(null, Kind.UNKNOWN));
    RowResult unknown = assertOutcome(write(false).send(), Outcome.UNKNOWN, 2);
    assertThat(unknown.detail()).isEqualTo("heard UNKNOWN");
  }

  @Test
  void othersBytesAreDriftWhetherTheAnswerIsLostOrARefusal() {
    for (Kind heard : List.of(Kind.UNKNOWN, Kind.REFUSED)) {
      attempts.add(new Attempt(THEIRS, heard));
      assertOutcome(write(true).send(), Outcome.DRIFTED, 1);
      sent = 0;
      store.seed("k", OLD);
    }
  }

  /** Nothing of this plan was on its way, so what is there is somebody else's work. */
  @Test
  void whatARefusalFindsDoneIsNotOurs() {
    attempts.add(new Attempt(NEW, Kind.REFUSED));
    assertThat(assertOutcome(write(false).send(), Outcome.ALREADY_DONE, 1).perhapsOurs()).isFalse();
  }

  @Test
  void aRefusalThoughTheGuardHoldsIsAFailureOrTriedOnce() {
    attempts.add(new Attempt(null, Kind.REFUSED));
    RowResult failed = assertOutcome(write(false).send(), Outcome.FAILED, 1);
    assertThat(failed.detail()).contains("another client", "heard REFUSED", "run apply again");

    sent = 0;
    attempts.add(new Attempt(null, Kind.REFUSED));
    attempts.add(new Attempt(NEW, null));
    assertOutcome(write(true).send(), Outcome.DONE, 2);

    sent = 0;
    store.seed("k", OLD);
    attempts.add(new Attempt(null, Kind.REFUSED));
    attempts.add(new Attempt(null, Kind.REFUSED));
    assertOutcome(write(true).send(), Outcome.FAILED, 2);
  }

  @Test
  void anUploadThatIsRefusedThoughItsGuardHoldsIsAConflict() {
    attempts.add(new Attempt(null, Kind.REFUSED));
    ConditionalWrite upload = ConditionalWrite.ofUpload(store, row(), desired, this::attempt);
    assertThatThrownBy(() -> upload.send().join())
        .hasCauseInstanceOf(UploadConflictException.class)
        .hasMessageContaining("another client");
    assertThat(sent).isEqualTo(1);
  }

  @Test
  void otherFailuresAreTheRowsWithoutALook() {
    for (Kind heard : List.of(Kind.FAILED, Kind.DENIED)) {
      sent = 0;
      attempts.add(new Attempt(null, heard));
      RowResult failed = assertOutcome(write(true).send(), Outcome.FAILED, 1);
      assertThat(failed.detail()).isEqualTo("heard " + heard);
    }
    assertThat(store.requests()).isZero();
  }

  @Test
  void whatNoRequestSurvivesEndsTheRun() {
    attempts.add(new Attempt(null, Kind.FATAL));
    assertFatal(write(true).send(), "heard FATAL");
  }

  @Test
  void withoutALookTheRowIsUnknown() {
    look = Fault.DENIED;
    attempts.add(new Attempt(NEW, Kind.UNKNOWN));
    RowResult unknown = assertOutcome(write(true).send(), Outcome.UNKNOWN, 1);
    assertThat(unknown.detail())
        .startsWith("heard UNKNOWN, and the HEAD request for the key" + " failed: ");

    look = Fault.FATAL;
    attempts.add(new Attempt(NEW, Kind.UNKNOWN));
    assertFatal(write(true).send(), "");
  }

  @Test
  void anEarlierRunsWriteIsFoundBeforeAnythingIsSent() {
    store.seed("k", NEW);
    assertThat(assertOutcome(write(false).askFirst(), Outcome.ALREADY_DONE, 0).perhapsOurs())
        .isTrue();
    store.seed("k", THEIRS);
    assertOutcome(write(false).askFirst(), Outcome.DRIFTED, 0);
    store.seed("k", OLD);
    attempts.add(new Attempt(NEW, null));
    assertOutcome(write(false).askFirst(), Outcome.DONE, 1);
  }

  /** The earlier run's request may arrive between the look and the write. */
  @Test
  void inDoubtARefusalMayBeDueToOnesOwnEarlierWrite() {
    attempts.add(new Attempt(NEW, Kind.REFUSED));
    assertThat(assertOutcome(write(false).askFirst(), Outcome.ALREADY_DONE, 1).perhapsOurs())
        .isTrue();
  }

  @Test
  void whatCannotBeAskedFirstIsUnknownAndNotSent() {
    look = Fault.FAILED;
    RowResult unknown = assertOutcome(write(false).askFirst(), Outcome.UNKNOWN, 0);
    assertThat(unknown.detail())
        .startsWith("an earlier run's answer was lost, and the HEAD" + " request");
  }

  @Test
  void onlyRefusedAndLostRequestsLeaveTheKeyOpen() {
    assertThat(ConditionalWrite.leavesOpen(new StoreException(Kind.REFUSED, ""))).isTrue();
    assertThat(ConditionalWrite.leavesOpen(new StoreException(Kind.UNKNOWN, ""))).isTrue();
    assertThat(ConditionalWrite.leavesOpen(new StoreException(Kind.DENIED, ""))).isFalse();
    assertThat(ConditionalWrite.leavesOpen(new IllegalStateException())).isFalse();
  }

  private static void assertFatal(CompletableFuture<RowResult> ended, String message) {
    assertThatThrownBy(ended::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(StoreException.class)
        .hasMessageContaining(message);
  }

  private RowResult assertOutcome(
      CompletableFuture<RowResult> ended, Outcome outcome, int requests) {
    RowResult result = ended.join();
    assertThat(result.outcome()).as("%s", result).isEqualTo(outcome);
    assertThat(sent).isEqualTo(requests);
    assertThat(attempts).isEmpty();
    return result;
  }

  private ConditionalWrite write(boolean againIfRefused) {
    FaultyStore line = new FaultyStore(store, (op, key) -> look);
    return new ConditionalWrite(line, row(), desired, againIfRefused, this::attempt);
  }

  private CompletableFuture<RowResult> attempt() {
    Attempt attempt = attempts.remove();
    sent++;
    if (attempt.puts != null) {
      store.seed("k", attempt.puts);
    }
    return attempt.heard == null
        ? CompletableFuture.completedFuture(RowResult.of(Outcome.DONE, ""))
        : CompletableFuture.failedFuture(
            new StoreException(attempt.heard, "heard " + attempt.heard));
  }

  private PlanRow row() {
    return new PlanRow(
        Action.UPLOAD,
        Reason.CONTENT,
        new ObjectKey("k"),
        "k",
        NEW.length,
        Optional.of(Instant.EPOCH),
        Optional.empty(),
        Guard.match(seen),
        Optional.empty());
  }
}
