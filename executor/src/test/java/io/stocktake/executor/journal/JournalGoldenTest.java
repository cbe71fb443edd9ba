package io.stocktake.executor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.SnapshotRecord;
import io.stocktake.executor.Undo;
import io.stocktake.executor.journal.JournalRecord.Batch;
import io.stocktake.executor.journal.JournalRecord.Content;
import io.stocktake.executor.journal.JournalRecord.Ended;
import io.stocktake.executor.journal.JournalRecord.Hidden;
import io.stocktake.executor.journal.JournalRecord.Intent;
import io.stocktake.executor.journal.JournalRecord.Opened;
import io.stocktake.executor.journal.JournalRecord.Part;
import io.stocktake.executor.journal.JournalRecord.Snapshotted;
import io.stocktake.executor.journal.JournalRecord.Undone;
import io.stocktake.executor.journal.JournalRecord.Upload;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.content.Algorithm;
import io.stocktake.manifests.content.ProvenContent;
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
  private static final UploadedPart PART = new UploadedPart(ETAG, OTHER);
  private static final RowResult DONE =
      new RowResult(Outcome.DONE, Optional.of(OTHER), Optional.of("v1"), "");
  private static final RowResult FOUND =
      new RowResult(Outcome.ALREADY_DONE, Optional.of(ETAG), Optional.empty(), "");
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
      journal.ended(4, KEY, RowResult.of(Outcome.DRIFTED, DETAIL)).join();
      journal.ended(5, KEY, RowResult.of(Outcome.FAILED, "403 AccessDenied")).join();
      journal.ended(6, KEY, RowResult.of(Outcome.UNKNOWN, "no answer")).join();
      journal.ended(7, KEY, RowResult.of(Outcome.SKIPPED, "")).join();
      journal.upload(8, "upload-id", 5 << 20, "5 2026-01-02T03:04:05Z").join();
      journal.part(8, 1, PART).join();
      journal.upload(9, "given up", 16 << 20, "").join();
      journal.noUpload(9).join();
      journal.intent(10).join();
      for (JobCheckpoint.Step step : JobCheckpoint.Step.values()) {
        String id = step == JobCheckpoint.Step.BEGUN ? "" : "00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c";
        String detail = step == JobCheckpoint.Step.ENDED ? "complete" : "";
        journal.job(new JobCheckpoint(1, 2, step, id, detail)).join();
      }
      for (UndoRecord.Step step : UndoRecord.Step.values()) {
        journal.undo(new UndoRecord(step, step == UndoRecord.Step.WRITTEN ? "undo-1" : "")).join();
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
            new Ended(4, RowResult.of(Outcome.DRIFTED, DETAIL), KEY.value()),
            new Ended(5, RowResult.of(Outcome.FAILED, "403 AccessDenied"), KEY.value()),
            new Ended(6, RowResult.of(Outcome.UNKNOWN, "no answer"), KEY.value()),
            new Ended(7, RowResult.of(Outcome.SKIPPED, ""), KEY.value()),
            new Upload(8, "upload-id", 5 << 20, "5 2026-01-02T03:04:05Z"),
            new Part(8, 1, PART),
            new Upload(9, "given up", 16 << 20, ""),
            Upload.none(9),
            new Intent(10),
            new Batch(new JobCheckpoint(1, 2, JobCheckpoint.Step.BEGUN, "", "")),
            new Batch(new JobCheckpoint(1, 2, JobCheckpoint.Step.CREATED, id, "")),
            new Batch(new JobCheckpoint(1, 2, JobCheckpoint.Step.ENDED, id, "complete")),
            new Undone(new UndoRecord(UndoRecord.Step.WRITTEN, "undo-1")),
            new Undone(new UndoRecord(UndoRecord.Step.NO_VERSIONS, "")),
            new Undone(new UndoRecord(UndoRecord.Step.DECLINED, "")));
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
      assertThat(journal.job(1).orElseThrow().step()).isEqualTo(JobCheckpoint.Step.ENDED);
      assertThat(journal.undo(bundle).state()).isEqualTo(Undo.State.DECLINED);
    }
  }

  /** Of plans with a catalogue alone, so that journals without one stay what they were. */
  @Test
  void aSealedSnapshotIsWrittenAndRead() throws IOException {
    PlanBundle bundle = GoldenPlan.write(temp.resolve("plan"));
    SnapshotRecord first = new SnapshotRecord("2026-11-29T06-00-00Z-0123abcd", 2, 9);
    SnapshotRecord last = new SnapshotRecord("2026-11-29T06-00-00Z-0123abcd-2", 0, 11);
    try (Journal journal = Journal.open(bundle)) {
      journal.snapshot(first).join();
      journal.snapshot(last).join();
    }
    Path file = bundle.directory().resolve(Journal.FILE);
    Golden.check("journal-snapshot.log", Files.readAllBytes(file));
    List<JournalRecord> records = new ArrayList<>();
    JournalReader.read(file, records::add);
    assertThat(records)
        .containsExactly(
            new Opened(bundle.digest(), bundle.plan().rows()),
            new Snapshotted(first),
            new Snapshotted(last));
    try (Journal journal = Journal.open(bundle)) {
      assertThat(journal.snapshot()).contains(last);
    }
  }

  /** Of restores alone. */
  @Test
  void provenContentIsWrittenAndRead() throws IOException {
    PlanBundle bundle = GoldenPlan.write(temp.resolve("plan"));
    ProvenContent whole = ProvenContent.whole(Algorithm.CRC64NVME, new byte[] {1, 2, 3});
    ProvenContent parts = new ProvenContent(Algorithm.MD5, "AAEC", 5 << 20);
    try (Journal journal = Journal.open(bundle)) {
      journal.content(1, whole).join();
      journal.content(2, parts).join();
    }
    Path file = bundle.directory().resolve(Journal.FILE);
    Golden.check("journal-content.log", Files.readAllBytes(file));
    List<JournalRecord> records = new ArrayList<>();
    JournalReader.read(file, records::add);
    assertThat(records)
        .containsExactly(
            new Opened(bundle.digest(), bundle.plan().rows()),
            new Content(1, whole),
            new Content(2, parts));
    try (Journal journal = Journal.open(bundle)) {
      assertThat(journal.settled()).isZero();
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
