package io.stocktake.executor.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final ObjectKey KEY = new ObjectKey("key\twith\nodd\\parts");

  private static final UploadedPart PART =
      new UploadedPart(new ETag("0".repeat(32)), new ETag("1".repeat(32)));

  @TempDir private Path base;
  private PlanBundle plan;
  private Path file;

  @BeforeEach
  void begin() throws IOException {
    TestPlan builder = new TestPlan(base);
    for (int i = 0; i < 40; i++) {
      builder.create("f" + i, "x");
    }
    plan = builder.seal();
    file = plan.directory().resolve(Journal.FILE);
  }

  @Test
  void remembersWhatWasWrittenDown() throws IOException {
    try (Journal journal = Journal.open(plan)) {
      journal.intent(0).join();
      journal.intent(1).join();
      journal.upload(1, "id/1", 5, "s").join();
      journal.upload(2, "id/2", 5, "s").join();
      journal.part(2, 7, PART).join();
      journal.ended(3, KEY, result(Outcome.DONE)).join();
      journal.ended(2, KEY, RowResult.of(Outcome.FAILED, "tab\there\nand \\t there")).join();
      journal.upload(4, "id/4", 5, "s").join();
      journal.noUpload(4).join();
      journal.upload(6, "id/6", 5, "s").join();
      journal.ended(6, KEY, result(Outcome.DONE)).join();
      journal.ended(5, KEY, RowResult.of(Outcome.UNKNOWN, "")).join();
    }
    try (Journal journal = Journal.open(plan)) {
      assertThat(journal.inDoubt(0)).isTrue();
      assertThat(journal.inDoubt(1)).isTrue();
      assertThat(journal.unfinished(1)).hasValue(UnfinishedUpload.begun("id/1", 5, "s"));
      assertThat(journal.unfinished(2).orElseThrow().parts()).isEqualTo(Map.of(7, PART));
      assertThat(journal.unfinished(6)).isEmpty();
      assertThat(journal.unfinished(4)).isEmpty();
      assertThat(journal.unfinished()).isEqualTo(2);
      assertThat(journal.outcome(3)).hasValue(Outcome.DONE);
      assertThat(journal.outcome(2)).hasValue(Outcome.FAILED);
      assertThat(journal.inDoubt(2)).isFalse();
      assertThat(journal.inDoubt(5)).isTrue();
      assertThat(journal.outcome(7)).isEmpty();
    }
  }

  @Test
  void recordsSurviveTheirLine() {
    List<JournalRecord> records =
        List.of(
            new JournalRecord.Opened("d".repeat(64), 7),
            new JournalRecord.Intent(3),
            new JournalRecord.Upload(4, "a\tb", 9, "1 2"),
            new JournalRecord.Part(4, 10_000, PART),
            new JournalRecord.Hidden(
                5, KEY.value(), new ETag("0".repeat(32)), new ETag("1".repeat(32) + "-2")),
            new JournalRecord.Ended(5, result(Outcome.DONE), ""),
            new JournalRecord.Ended(6, RowResult.of(Outcome.DRIFTED, "gone\n\\n"), KEY.value()));
    for (JournalRecord record : records) {
      byte[] line = JournalLine.encode(record);
      assertThat(JournalLine.decode(line, 0, line.length - 1)).hasValue(record);
      for (int i = 0; i < line.length - 1; i++) {
        line[i] ^= 1;
        assertThat(JournalLine.decode(line, 0, line.length - 1)).isEmpty();
        line[i] ^= 1;
      }
    }
  }

  @Test
  void readsTheUploadsOfBeforePartsWereNoted() {
    assertThat(JournalRecord.of(List.of("upload", "4", "id")))
        .isEqualTo(new JournalRecord.Upload(4, "id", -1, ""));
  }

  @Test
  void cutsATornTail() throws IOException {
    try (Journal journal = Journal.open(plan)) {
      journal.intent(1).join();
    }
    long good = Files.size(file);
    Files.writeString(file, "0123abcd outcome\t2\tdone", StandardOpenOption.APPEND);

    try (Journal journal = Journal.open(plan)) {
      assertThat(journal.inDoubt(1)).isTrue();
      assertThat(Files.size(file)).isEqualTo(good);
      journal.intent(2).join();
    }
    try (Journal journal = Journal.open(plan)) {
      assertThat(journal.inDoubt(2)).isTrue();
    }
  }

  @Test
  void refusesTheJournalOfAnotherPlan() throws IOException {
    PlanBundle other = new TestPlan(base.resolve("other")).create("a", "1").seal();
    Journal.open(other).close();
    Files.copy(other.directory().resolve(Journal.FILE), file);

    assertThatThrownBy(() -> Journal.open(plan))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("another plan");
  }

  @Test
  void refusesWhatIsNoJournal() throws IOException {
    Files.writeString(file, "shopping list\nmilk\n");

    assertThatThrownBy(() -> Journal.open(plan))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("not a journal");
  }

  @Test
  void refusesASecondApply() throws IOException {
    try (Journal journal = Journal.open(plan)) {
      journal.intent(0).join();
      assertThatThrownBy(() -> Journal.open(plan))
          .isInstanceOfSatisfying(
              StocktakeException.class,
              e -> assertThat(e.kind()).isEqualTo(StocktakeException.Kind.REFUSED))
          .hasMessageContaining("another apply");
    }
    Journal.open(plan).close();
  }

  @Test
  void aFullDiskIsToldAndNothingIsWrittenAfterIt() throws IOException {
    AtomicInteger appends = new AtomicInteger();
    try (Journal journal = Journal.open(plan, appendFile -> failing(appendFile, appends))) {
      journal.intent(0).join();
      assertThatThrownBy(() -> journal.intent(1).join())
          .cause()
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("free some disk space");
      assertThatThrownBy(() -> journal.intent(2).join()).hasMessageContaining("No space left");
      assertThat(journal.inDoubt(2)).isFalse();
    }
    assertThat(appends).hasValue(3);
  }

  @Test
  void manyRecordsShareOneForcedWrite() throws Exception {
    AtomicInteger appends = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    try (Journal journal = Journal.open(plan, appendFile -> slow(appendFile, appends, go))) {
      List<CompletableFuture<Void>> futures = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        futures.add(journal.intent(i));
      }
      go.countDown();
      CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();
    }
    assertThat(appends.get()).isBetween(1, 3);
  }

  @Test
  void statusTellsEachTroubleOnceAndTheNewestFirst() throws IOException {
    try (Journal journal = Journal.open(plan)) {
      journal.ended(0, new ObjectKey("f0"), RowResult.of(Outcome.FAILED, "first")).join();
      journal.ended(1, new ObjectKey("f1"), RowResult.of(Outcome.FAILED, "then done")).join();
      journal.ended(2, new ObjectKey("f2"), RowResult.of(Outcome.DRIFTED, "gone")).join();
      journal.ended(0, new ObjectKey("f0"), RowResult.of(Outcome.FAILED, "again")).join();
      journal.ended(1, new ObjectKey("f1"), result(Outcome.DONE)).join();
      journal.intent(3).join();

      PlanStatus status = PlanStatus.read(plan);
      List<String> notDone = new ArrayList<>();
      status.notDone(
          (ordinal, key, result) ->
              notDone.add(ordinal + " " + key + " " + result.outcome() + " " + result.detail()));

      assertThat(notDone).containsExactly("0 f0 FAILED again", "2 f2 DRIFTED gone");
      assertThat(status.planned()).isEqualTo(40);
      assertThat(status.left()).isEqualTo(37);
      assertThat(status.inDoubt()).isEqualTo(1);
      assertThat(status.outcomes().get(Outcome.DONE).rows()).isEqualTo(1);
    }
  }

  /** A record that a later one of its row supersedes ends neither the reading nor another row. */
  @Test
  void aSupersededRecordHidesNoOlderTrouble() throws IOException {
    try (Journal journal = Journal.open(plan)) {
      journal.ended(0, new ObjectKey("f0"), RowResult.of(Outcome.FAILED, "older")).join();
      journal.ended(1, new ObjectKey("f1"), RowResult.of(Outcome.FAILED, "superseded")).join();
      journal.ended(1, new ObjectKey("f1"), result(Outcome.DONE)).join();
      List<String> notDone = new ArrayList<>();
      PlanStatus.read(plan)
          .notDone((ordinal, key, result) -> notDone.add(key + " " + result.detail()));

      assertThat(notDone).containsExactly("f0 older");
    }
  }

  @Test
  void readsBackwardsOverBlocks() throws IOException {
    try (Journal journal = Journal.open(plan)) {
      List<CompletableFuture<Void>> futures = new ArrayList<>();
      for (int i = 0; i < 4_000; i++) {
        String detail = "try " + i / 40 + " " + "x".repeat(i % 90);
        futures.add(
            journal.ended(
                i % 40, new ObjectKey("f" + i % 40), RowResult.of(Outcome.FAILED, detail)));
      }
      CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();
    }
    List<Long> ordinals = new ArrayList<>();
    PlanStatus.read(plan)
        .notDone(
            (ordinal, key, result) -> {
              assertThat(result.detail()).startsWith("try 99 ");
              return ordinals.add(ordinal);
            });

    assertThat(ordinals).hasSize(40).doesNotHaveDuplicates();
  }

  private static RowResult result(Outcome outcome) {
    ETag etag = ETag.ofMd5(new byte[16]);
    return new RowResult(outcome, Optional.of(etag), Optional.of("v1"), "");
  }

  private static AppendFile failing(AppendFile appendFile, AtomicInteger appends) {
    return new Wrapped(appendFile) {
      @Override
      public void append(ByteBuffer bytes) throws IOException {
        if (appends.incrementAndGet() > 2) {
          throw new IOException("No space left on device");
        }
        super.append(bytes);
      }
    };
  }

  private static AppendFile slow(AppendFile appendFile, AtomicInteger appends, CountDownLatch go) {
    return new Wrapped(appendFile) {
      @Override
      public void append(ByteBuffer bytes) throws IOException {
        boolean head = UTF_8.decode(bytes.duplicate()).toString().contains("plan\t");
        try {
          if (!head) {
            appends.incrementAndGet();
            go.await();
          }
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        super.append(bytes);
      }
    };
  }

  private static class Wrapped implements AppendFile {
    private final AppendFile appendFile;

    Wrapped(AppendFile appendFile) {
      this.appendFile = appendFile;
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      appendFile.append(bytes);
    }

    @Override
    public void close() throws IOException {
      appendFile.close();
    }
  }
}
