package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.allDone;
import static io.stocktake.executor.testing.TestPlan.bytes;
import static io.stocktake.executor.testing.TestPlan.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run is watched once: how long the journal was at each change of the store. Then, for a crash at
 * any length of the journal, the store is put back to what it could have been and the plan is run
 * again.
 */
@Proof
class CrashTest {
  private record Moment(long journalBytes, MemoryStore before) {}

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();
  private final List<Moment> moments = new ArrayList<>();
  private TestPlan builder;

  @BeforeEach
  void begin() throws IOException {
    builder = new TestPlan(base);
  }

  @Test
  void noByteOfTheJournalIsABadOneToCrashAt() throws IOException {
    ETag old = store.seed("over", "old".getBytes(UTF_8));
    ETag orphan = store.seed("orphan", "old".getBytes(UTF_8));
    PlanBundle plan =
        builder
            .create("a", "1")
            .overwrite("over", "new".getBytes(UTF_8), old)
            .delete("orphan", orphan)
            .seal();
    byte[] journal = watch(plan);

    for (int length = 0; length <= journal.length; length++) {
      if (isBoundary(journal, length) || ProofShare.has(length)) {
        crashAndResume(plan, journal, length);
      }
    }
  }

  @Test
  void anUploadInPartsSurvivesACrashAtAnyRecord() throws IOException {
    PlanBundle plan = builder.create("a", "1").create("large", bytes(9 << 20, 4)).seal();
    byte[] journal = watch(plan);

    for (int length = 0; length <= journal.length; length++) {
      if (isBoundary(journal, length) || (length % 29 == 0 && ProofShare.has(length / 29))) {
        crashAndResume(plan, journal, length);
      }
    }
  }

  /** Whether the journal ends there with a whole record, or with one that lacks its line end. */
  private static boolean isBoundary(byte[] journal, int length) {
    return length == journal.length
        || journal[length] == '\n'
        || (length > 0 && journal[length - 1] == '\n');
  }

  private byte[] watch(PlanBundle plan) throws IOException {
    Path file = plan.directory().resolve(Journal.FILE);
    store.beforeChange(() -> moments.add(new Moment(size(file), store.copy())));
    assertThat(allDone(run(plan, store))).isTrue();
    return Files.readAllBytes(file);
  }

  private void crashAndResume(PlanBundle plan, byte[] journal, int length) throws IOException {
    byte[] left = Arrays.copyOf(journal, length);
    Files.write(plan.directory().resolve(Journal.FILE), left);
    MemoryStore before = stateAt(length);
    MemoryStore after = before.copy();

    RunReport report = run(PlanBundle.open(plan.directory()), after);

    assertThat(allDone(report)).as("crash at %d", length).isTrue();
    assertThat(report.rows(Outcome.DRIFTED)).as("crash at %d", length).isZero();
    assertThat(after.keys()).isEqualTo(store.keys());
    for (String key : List.of("a", "over", "orphan", "large")) {
      assertThat(after.etag(key)).isEqualTo(store.etag(key));
      boolean wasDone = before.etag(key).equals(store.etag(key));
      assertThat(after.writes(key)).as("%s, crash at %d", key, length).isEqualTo(wasDone ? 0 : 1);
    }
    boolean idWritten = new String(left, UTF_8).matches("(?s).*upload\t\\d+\t[^\n]*\n.*");
    assertThat(after.openUploads()).isEqualTo(idWritten ? 0 : before.openUploads());
  }

  /** The store just before the first change that came when the journal was longer than this. */
  private MemoryStore stateAt(int length) {
    return moments.stream()
        .filter(moment -> moment.journalBytes > length)
        .findFirst()
        .map(Moment::before)
        .orElse(store);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
