package io.stocktake.executor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.Undo;
import io.stocktake.executor.testing.LossyChannel;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a journal's future confirms is there after a power cut, which takes what was not forced. */
class PowerCutTest {
  private static final ETag ETAG = ETag.ofMd5(new byte[16]);
  private static final ObjectKey KEY = new ObjectKey("f0");

  @TempDir private Path base;
  private PlanBundle plan;
  private LossyChannel channel;

  /** What a run writes down, and how a journal that is read again shows it. */
  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  enum Said {
    INTENT(journal -> journal.intent(0), (journal, plan) -> journal.inDoubt(0)),
    OUTCOME(
        journal ->
            journal.ended(
                0, KEY, new RowResult(Outcome.DONE, Optional.of(ETAG), Optional.empty(), "")),
        (journal, plan) -> journal.outcome(0).equals(Optional.of(Outcome.DONE))),
    UPLOAD(
        journal -> journal.upload(0, "id", 5, "s").thenAccept(noted -> {}),
        (journal, plan) -> journal.unfinished(0).isPresent()),
    PART(
        journal ->
            journal
                .upload(0, "id", 5, "s")
                .thenCompose(noted -> journal.part(0, 1, new UploadedPart(ETAG, ETAG))),
        (journal, plan) -> journal.unfinished(0).filter(u -> u.parts().containsKey(1)).isPresent()),
    UNDO(
        journal -> journal.undo(new UndoRecord(UndoRecord.Step.NO_VERSIONS, "")),
        (journal, plan) -> journal.undo(plan).state() == Undo.State.NO_VERSIONS);

    private final Function<Journal, CompletableFuture<Void>> say;
    private final BiPredicate<Journal, PlanBundle> isKnown;

    Said(Function<Journal, CompletableFuture<Void>> say, BiPredicate<Journal, PlanBundle> isKnown) {
      this.say = say;
      this.isKnown = isKnown;
    }
  }

  @BeforeEach
  void begin() throws IOException {
    TestPlan builder = new TestPlan(base);
    plan = builder.overwrite("f0", new byte[2], ETAG).create("f1", "x").seal();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsConfirmedIsThereAfterIt(Said said) throws IOException {
    try (Journal journal = Journal.open(plan, medium -> lossy())) {
      said.say.apply(journal).join();
      channel.cutPower();
    }
    try (Journal journal = Journal.open(plan)) {
      assertThat(said.isKnown.test(journal, plan)).isTrue();
    }
  }

  /** The channel does lose: else the tests above would prove nothing. */
  @Test
  void whatIsNotForcedIsLost() throws IOException {
    Path file = base.resolve("file");
    try (LossyChannel lossy = open(file)) {
      lossy.write(java.nio.ByteBuffer.wrap(new byte[3]));
      lossy.force(false);
      lossy.write(java.nio.ByteBuffer.wrap(new byte[4]));
      lossy.cutPower();
    }
    assertThat(Files.size(file)).isEqualTo(3);
  }

  private AppendFile lossy() {
    try {
      channel = open(plan.directory().resolve(Journal.FILE));
      return AppendFile.of(channel);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static LossyChannel open(Path file) throws IOException {
    return new LossyChannel(
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }
}
