package io.stocktake.executor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.executor.Undo;
import io.stocktake.executor.journal.JournalRecord.Batch;
import io.stocktake.executor.journal.JournalRecord.Ended;
import io.stocktake.executor.journal.JournalRecord.Hidden;
import io.stocktake.executor.journal.JournalRecord.Intent;
import io.stocktake.executor.journal.JournalRecord.Opened;
import io.stocktake.executor.journal.JournalRecord.Part;
import io.stocktake.executor.journal.JournalRecord.Undone;
import io.stocktake.executor.journal.JournalRecord.Upload;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.PlanBundle;
import io.stocktake.manifests.testing.Golden;
import io.stocktake.manifests.testing.GoldenPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal's format, {@code stocktake-journal/1}: every kind of record, and every outcome. */
class JournalGoldenTest {
  private static final ObjectKey KEY = new ObjectKey("p/k\tü");
  private static final ETag ETAG = GoldenPlan.HERE;
  private static final ETag OTHER = GoldenPlan.THERE;
  private static final SentPart PART = new SentPart(ETAG, OTHER);
  private static final Result DONE =
      new Result(Outcome.DONE, Optional.of(OTHER), Optional.of("v1"), "");
  private static final Result FOUND =
      new Result(Outcome.ALREADY_DONE, Optional.of(ETAG), Optional.empty(), "");
  private static final String DETAIL = "tab\there, line\nfeed, back\\slash";

  @TempDir private Path temp;

  @Test
  void theJournalIsWrittenByteForByte() throws IOException {
    PlanBundle bundle = GoldenPlan.write(temp.resolve("plan"));
    try (Journal journal = Journal.open(bundle)) {
      journal.intent(0).join();
      journal.ended(0, KEY, DONE).join();
      journal.ended(1, KEY, DONE.withSent(ETAG)).join();
      journal.ended(2, KEY, FOUND).join();
      journal.ended(3, KEY, FOUND.inDoubt()).join();
      journal.ended(4, KEY, Result.of(Outcome.DRIFTED, DETAIL)).join();
      journal.ended(5, KEY, Result.of(Outcome.FAILED, "403 AccessDenied")).join();
      journal.ended(6, KEY, Result.of(Outcome.UNKNOWN, "no answer")).join();
      journal.ended(7, KEY, Result.of(Outcome.SKIPPED, "")).join();
      journal.upload(8, "upload-id", 5 << 20, "5 2026-01-02T03:04:05Z").join();
      journal.part(8, 1, PART).join();
      journal.upload(9, "given up", 16 << 20, "").join();
      journal.noUpload(9).join();
      journal.intent(10).join();
      for (JobMark.Step step : JobMark.Step.values()) {
        String id = step == JobMark.Step.BEGUN ? "" : "00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c";
        String detail = step == JobMark.Step.ENDED ? "complete" : "";
        journal.job(new JobMark(1, 2, step, id, detail)).join();
      }
      for (UndoMark.Step step : UndoMark.Step.values()) {
        journal.undo(new UndoMark(step, step == UndoMark.Step.WRITTEN ? "undo-1" : "")).join();
      }
    }
    Golden.check("journal.log", Files.readAllBytes(bundle.directory().resolve(Journal.FILE)));
  }

  @Test
  void everyRecordIsRead() throws IOException {
    PlanBundle bundle = GoldenPlan.write(temp.resolve("plan"));
    List<JournalRecord> records = new ArrayList<>();
    long good = JournalReader.read(Golden.path("journal.log"), records::add);
    assertThat(good).isEqualTo(Files.size(Golden.path("journal.log")));
    String id = "00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c";
    assertThat(records)
        .containsExactly(
            new Opened(bundle.digest(), bundle.plan().rows()),
            new Intent(0),
            new Ended(0, DONE, ""),
            new Hidden(1, KEY.value(), OTHER, ETAG),
            new Ended(1, DONE, ""),
            new Ended(2, FOUND, ""),
            new Ended(3, FOUND.inDoubt(), ""),
            new Ended(4, Result.of(Outcome.DRIFTED, DETAIL), KEY.value()),
            new Ended(5, Result.of(Outcome.FAILED, "403 AccessDenied"), KEY.value()),
            new Ended(6, Result.of(Outcome.UNKNOWN, "no answer"), KEY.value()),
            new Ended(7, Result.of(Outcome.SKIPPED, ""), KEY.value()),
            new Upload(8, "upload-id", 5 << 20, "5 2026-01-02T03:04:05Z"),
            new Part(8, 1, PART),
            new Upload(9, "given up", 16 << 20, ""),
            Upload.none(9),
            new Intent(10),
            new Batch(new JobMark(1, 2, JobMark.Step.BEGUN, "", "")),
            new Batch(new JobMark(1, 2, JobMark.Step.CREATED, id, "")),
            new Batch(new JobMark(1, 2, JobMark.Step.ENDED, id, "complete")),
            new Undone(new UndoMark(UndoMark.Step.WRITTEN, "undo-1")),
            new Undone(new UndoMark(UndoMark.Step.NO_VERSIONS, "")),
            new Undone(new UndoMark(UndoMark.Step.DECLINED, "")));
  }

  @Test
  void theNextRunGoesOnWithIt() throws IOException {
    PlanBundle bundle = GoldenPlan.write(temp.resolve("plan"));
    Files.copy(Golden.path("journal.log"), bundle.directory().resolve(Journal.FILE));
    try (Journal journal = Journal.open(bundle)) {
      assertThat(journal.settled()).isEqualTo(5);
      assertThat(journal.inDoubt(6)).isTrue();
      assertThat(journal.inDoubt(10)).isTrue();
      assertThat(journal.unfinished()).isEqualTo(1);
      assertThat(journal.unfinished(8).orElseThrow().parts()).containsOnlyKeys(1);
      assertThat(journal.job(1).orElseThrow().step()).isEqualTo(JobMark.Step.ENDED);
      assertThat(journal.undo().state()).isEqualTo(Undo.State.DECLINED);
    }
  }

  /** Lines of versions that noted neither parts nor part sizes. */
  @Test
  void recordsOfEarlierVersionsAreRead() throws IOException {
    List<JournalRecord> records = new ArrayList<>();
    JournalReader.read(Golden.path("journal-without-parts.log"), records::add);
    assertThat(records)
        .containsExactly(
            new Opened("0".repeat(64), 3), new Intent(1), new Upload(1, "upload-id", -1, ""));
  }
}
