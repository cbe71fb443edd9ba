package io.stocktake.executor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.Undo;
import io.stocktake.executor.journal.status.JournalResults;
import io.stocktake.executor.journal.status.OpaqueETagLedger;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.ContentChecksum;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.testing.OpenFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a journal knows while it is open, when it is opened again, and when it cannot be. */
class JournalStatesTest {
  private static final List<Outcome> OUTCOMES = List.of(Outcome.values());
  private static final ETag ETAG = ETag.ofMd5(new byte[16]);
  private static final ETag SENT = new ETag("5d41402abc4b2a76b9719d911017c592");
  private static final RowResult DONE =
      new RowResult(Outcome.DONE, Optional.of(ETAG), Optional.empty(), "");
  private static final int ROWS = 40;

  @TempDir private Path base;
  private PlanBundle plan;
  private Path file;

  @BeforeEach
  void begin() throws IOException {
    TestPlan builder = new TestPlan(base);
    for (int i = 0; i < ROWS - 1; i++) {
      builder.create("f%02d".formatted(i), "x");
    }
    plan = builder.overwrite("g", new byte[5], ETAG).none("h").seal();
    file = plan.directory().resolve(Journal.FILE);
  }

  @Test
  void rowsAreKnownAtOnceAndAfterwards() throws IOException {
    try (Journal journal = Journal.open(plan)) {
      journal.intent(0).join();
      journal.intent(ROWS).join();
      for (int i = 0; i < OUTCOMES.size(); i++) {
        journal.ended(20 + i, key(0), RowResult.of(OUTCOMES.get(i), "")).join();
      }
      journal.intent(1).join();
      journal.ended(1, key(1), DONE).join();
      assertKnown(journal);
    }
    try (Journal journal = Journal.open(plan)) {
      assertKnown(journal);
    }
  }

  private static void assertKnown(Journal journal) {
    assertThat(journal.inDoubt(0)).isTrue();
    assertThat(journal.inDoubt(ROWS)).isTrue();
    assertThat(journal.inDoubt(1)).isFalse();
    assertThat(journal.inDoubt(2)).isFalse();
    int settled = 1;
    for (int i = 0; i < OUTCOMES.size(); i++) {
      assertThat(journal.outcome(20 + i)).contains(OUTCOMES.get(i));
      settled += OUTCOMES.get(i).settled() ? 1 : 0;
    }
    assertThat(journal.outcome(19)).isEmpty();
    assertThat(journal.settled()).isEqualTo(settled);
  }

  @Test
  void theLastStepOfEachJobIsKnown() throws IOException {
    JobCheckpoint begun = new JobCheckpoint(2, 1, JobCheckpoint.Step.BEGUN, "", "");
    JobCheckpoint created = new JobCheckpoint(2, 1, JobCheckpoint.Step.CREATED, "id", "");
    JobCheckpoint ended = new JobCheckpoint(1, 3, JobCheckpoint.Step.ENDED, "id", "with a\ttab");
    try (Journal journal = Journal.open(plan)) {
      assertThat(journal.jobs()).isEmpty();
      journal.job(begun).join();
      journal.job(created).join();
      journal.job(ended).join();
      assertThat(journal.job(2)).contains(created);
      assertThat(journal.job(3)).isEmpty();
      assertThat(journal.jobs()).containsExactly(ended, created);
    }
    try (Journal journal = Journal.open(plan)) {
      assertThat(journal.jobs()).containsExactly(ended, created);
    }
    assertThat(PlanStatus.read(plan).jobs()).containsExactly(ended, created);
    assertThat(begun.isOpen() && created.isOpen()).isTrue();
    assertThat(ended.isOpen()).isFalse();
  }

  /** Nobody could find out later what was sent; what hides nothing need not be noted. */
  @Test
  void whatEncryptionHidesIsKeptForTheLedger() throws IOException {
    try (Journal journal = Journal.open(plan)) {
      journal.ended(0, key(0), DONE.withSent(SENT)).join();
      journal.ended(1, key(1), DONE).join();
      journal.ended(2, key(2), RowResult.of(Outcome.UNKNOWN, "").withSent(SENT)).join();
    }
    List<ContentChecksum> known = new ArrayList<>();
    OpaqueETagLedger.read(plan, "images", known::add);
    assertThat(known).containsExactly(new ContentChecksum("images", key(0), ETAG, SENT));
    OpaqueETagLedger.read(plan, "another", known::add);
    assertThat(known).hasSize(1);
  }

  @Test
  void aPlanThatWasNotAppliedHasNoLedger() {
    assertThatThrownBy(() -> OpaqueETagLedger.read(plan, "images", known -> {}))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("was not applied");
  }

  @Test
  void resultsAreToldInTheOrderInWhichRowsEnded() throws IOException {
    List<String> told = new ArrayList<>();
    JournalResults.read(plan, (ordinal, result) -> told.add(ordinal + " " + result.outcome()));
    assertThat(told).as("without a journal").isEmpty();
    try (Journal journal = Journal.open(plan)) {
      journal.ended(3, key(3), RowResult.of(Outcome.FAILED, "")).join();
      journal.intent(1).join();
      journal.ended(1, key(1), DONE).join();
      journal.ended(3, key(3), DONE).join();
    }
    JournalResults.read(plan, (ordinal, result) -> told.add(ordinal + " " + result.outcome()));
    assertThat(told).containsExactly("3 FAILED", "1 DONE", "3 DONE");
  }

  @Test
  void statusBalances() throws IOException {
    PlanStatus before = PlanStatus.read(plan);
    assertThat(before.begun()).isFalse();
    assertThat(before.isWhole()).isTrue();
    assertThat(before.done()).isFalse();
    assertThat(before.left()).isEqualTo(ROWS);
    before.notDone(
        (ordinal, key, result) -> {
          throw new AssertionError("without a journal");
        });
    try (Journal journal = Journal.open(plan)) {
      for (int i = 0; i < ROWS - 1; i++) {
        journal.ended(i, key(i), i % 2 == 0 ? DONE : RowResult.of(Outcome.ALREADY_DONE, "")).join();
      }
      assertThat(PlanStatus.read(plan).done()).isFalse();
      journal.ended(ROWS - 1, key(0), DONE).join();
    }
    PlanStatus after = PlanStatus.read(plan);
    assertThat(after.begun()).isTrue();
    assertThat(after.isWhole()).isTrue();
    assertThat(after.planned()).isEqualTo(ROWS);
    assertThat(after.left()).isZero();
    assertThat(after.inDoubt()).isZero();
    assertThat(after.done()).isTrue();
    assertThat(after.outcomes().get(Outcome.DONE))
        .isEqualTo(new OutcomeCounts.Count(ROWS / 2 + 1, ROWS / 2 + 5));
    List<String> rows = new ArrayList<>();
    PlanStatus.read(plan, (row, outcome) -> rows.add(row.key() + " " + outcome.orElseThrow()));
    assertThat(rows).hasSize(ROWS).startsWith("f00 DONE", "f01 ALREADY_DONE").endsWith("g DONE");

    Files.writeString(file, "torn", StandardOpenOption.APPEND);
    assertThat(PlanStatus.read(plan).isWhole()).isFalse();
  }

  @Test
  void troublesAreToldUntilThereAreEnough() throws IOException {
    try (Journal journal = Journal.open(plan)) {
      journal.ended(0, key(0), RowResult.of(Outcome.FAILED, "")).join();
      journal.ended(1, key(1), RowResult.of(Outcome.FAILED, "")).join();
    }
    List<String> told = new ArrayList<>();
    PlanStatus.read(plan)
        .notDone(
            (ordinal, key, result) -> {
              told.add(key);
              return false;
            });
    assertThat(told).containsExactly("f01");
  }

  /** What was done after the undo plan was written is not in it. */
  @Test
  void anUndoPlanIsOwedForWhatWasDoneSince() throws IOException {
    Path undo = Files.createDirectory(plan.directory().resolve("undo-1"));
    try (Journal journal = Journal.open(plan)) {
      assertUndo(journal, Undo.State.NOT_NEEDED);
      journal.ended(0, key(0), RowResult.of(Outcome.DRIFTED, "")).join();
      assertUndo(journal, Undo.State.NOT_NEEDED);
      journal.ended(1, key(1), DONE).join();
      assertUndo(journal, Undo.State.OWED);
      journal.undo(new UndoRecord(UndoRecord.Step.WRITTEN, "undo-1")).join();
      assertUndo(journal, Undo.State.WRITTEN);
      assertThat(journal.undo(plan).plan()).contains(undo);
      journal.ended(2, key(2), RowResult.of(Outcome.FAILED, "")).join();
      assertUndo(journal, Undo.State.WRITTEN);
    }
    try (Journal journal = Journal.open(plan)) {
      assertUndo(journal, Undo.State.WRITTEN);
      journal.ended(3, key(3), DONE).join();
      journal.ended(4, key(4), RowResult.of(Outcome.FAILED, "")).join();
    }
    try (Journal journal = Journal.open(plan)) {
      assertUndo(journal, Undo.State.OWED);
      journal.undo(new UndoRecord(UndoRecord.Step.DECLINED, "")).join();
      assertUndo(journal, Undo.State.DECLINED);
    }
    assertThat(PlanStatus.read(plan).undo().state()).isEqualTo(Undo.State.DECLINED);
  }

  private void assertUndo(Journal journal, Undo.State state) {
    assertThat(journal.undo(plan).state()).isEqualTo(state);
  }

  @Test
  void aJournalWithRowsThatItsPlanLacksIsRefused() throws IOException {
    for (JournalRecord record :
        List.of(
            new JournalRecord.Intent(ROWS + 1),
            new JournalRecord.Intent(-1),
            new JournalRecord.Upload(ROWS + 1, "id", 5, ""),
            new JournalRecord.Part(ROWS + 1, 1, new UploadedPart(ETAG, ETAG)),
            new JournalRecord.Ended(ROWS + 1, DONE, ""),
            new JournalRecord.Hidden(ROWS + 1, "k", ETAG, ETAG),
            new JournalRecord.Opened(plan.digest(), ROWS + 1))) {
      Files.deleteIfExists(file);
      Journal.open(plan).close();
      Files.write(file, JournalLine.encode(record), StandardOpenOption.APPEND);
      assertThatThrownBy(() -> Journal.open(plan))
          .as("%s", record)
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("names rows its plan does not have")
          .hasMessageContaining("move the file away");
      assertThatThrownBy(() -> PlanStatus.read(plan)).isInstanceOf(StocktakeException.class);
    }
  }

  @Test
  void aHeadOfAnotherPlanIsRefused() throws IOException {
    for (JournalRecord head :
        List.of(
            new JournalRecord.Opened("0".repeat(64), ROWS + 1),
            new JournalRecord.Opened(plan.digest(), ROWS),
            new JournalRecord.Intent(1))) {
      Files.write(file, JournalLine.encode(head));
      assertThatThrownBy(() -> Journal.open(plan)).hasMessageContaining("of another plan");
    }
  }

  /** A power cut during the first write leaves half a line, or none. */
  @Test
  void aTornHeadIsWrittenAnew() throws IOException {
    for (String torn : List.of("", "0123abcd plan\tstock", "x".repeat(JournalLine.MAX_BYTES + 9))) {
      Files.writeString(file, torn);
      try (Journal journal = Journal.open(plan)) {
        journal.intent(1).join();
      }
      try (Journal journal = Journal.open(plan)) {
        assertThat(journal.inDoubt(1)).isTrue();
      }
    }
  }

  @Test
  void linesOverManyBuffersAreRead() throws IOException {
    String detail = "d".repeat(1_500);
    try (Journal journal = Journal.open(plan)) {
      List<CompletableFuture<Void>> notes = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        notes.add(journal.ended(i % 30, key(i % 30), RowResult.of(Outcome.FAILED, detail + i)));
      }
      CompletableFuture.allOf(notes.toArray(CompletableFuture[]::new)).join();
    }
    int[] read = {0};
    JournalResults.read(plan, (ordinal, result) -> read[0]++);
    assertThat(read[0]).isEqualTo(2_000);
    assertThat(PlanStatus.read(plan).isWhole()).isTrue();
    List<Long> told = new ArrayList<>();
    PlanStatus.read(plan).notDone((ordinal, key, result) -> told.add(ordinal));
    assertThat(told).hasSize(30);
    assertThat(told.get(0)).isEqualTo(1_999 % 30);
  }

  @Test
  void aTextInALineIsCutToWhatALineHolds() throws IOException {
    try (Journal journal = Journal.open(plan)) {
      journal.ended(0, key(0), RowResult.of(Outcome.FAILED, "\t".repeat(1_500))).join();
      journal.ended(1, key(1), RowResult.of(Outcome.FAILED, "y".repeat(1_501))).join();
    }
    List<String> details = new ArrayList<>();
    JournalResults.read(plan, (ordinal, result) -> details.add(result.detail()));
    assertThat(details).containsExactly("\t".repeat(1_500), "y".repeat(1_500));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatCannotBeOpenedLeavesNothingOpenOrLocked() throws IOException {
    Files.writeString(file, "shopping list\nmilk\n");
    assertThatThrownBy(() -> Journal.open(plan)).hasMessageContaining("not a journal");
    assertThat(OpenFiles.below(base)).isZero();
    Files.delete(file);

    assertThatThrownBy(() -> Journal.open(plan, FullDisk::new))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("cannot write the journal " + file + " (No space left)")
        .hasMessageContaining("free some disk space");
    assertThat(OpenFiles.below(base)).isZero();
    Journal.open(plan).close();
    assertThat(OpenFiles.below(base)).isZero();
  }

  @Test
  void aJournalThatHasEndedTakesNoMoreAndStillKeepsOthersOut() throws IOException {
    try (Journal journal = Journal.open(plan)) {
      CompletableFuture<Void> waits = journal.intent(1);
      journal.end();
      assertThat(waits).isCompleted();
      assertThatThrownBy(journal.intent(2)::join).hasMessageContaining("the journal is closed");
      assertThatThrownBy(() -> Journal.open(plan)).hasMessageContaining("another apply");
    }
    Journal closed = Journal.open(plan);
    assertThat(closed.inDoubt(1)).isTrue();
    closed.close();
    closed.close();
    assertThatThrownBy(closed.intent(2)::join).hasMessageContaining("the journal is closed");
  }

  /** A disk that takes nothing. */
  private record FullDisk(AppendFile medium) implements AppendFile {
    @Override
    public void append(ByteBuffer bytes) throws IOException {
      throw new IOException("No space left");
    }

    @Override
    public void close() throws IOException {
      medium.close();
    }
  }

  private static ObjectKey key(int number) {
    return new ObjectKey("f%02d".formatted(number));
  }
}
