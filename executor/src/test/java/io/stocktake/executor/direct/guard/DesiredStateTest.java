package io.stocktake.executor.direct.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the state of a key, or an answer, says of a row. */
class DesiredStateTest {
  private static final ETag OURS = new ETag("5d41402abc4b2a76b9719d911017c592");
  private static final ETag OTHER = new ETag("900150983cd24fb0d6963f7d28e17f72");
  private static final ETag IN_PARTS = new ETag("900150983cd24fb0d6963f7d28e17f72-2");
  private static final ETag NO_DIGEST = new ETag("an-etag-of-its-own");
  private static final Optional<StoredObject> NOTHING = Optional.empty();

  @Test
  void anUploadIsThereIfSizeAndDigestAre() {
    DesiredState desired = DesiredState.object(OURS, 10);
    assertThat(desired.judge(plain(OURS, 10)).outcome()).isEqualTo(Outcome.ALREADY_DONE);
    assertDrifted(desired, plain(OURS, 11), plain(OTHER, 10), NOTHING, opaque(OURS, 10, null));
    assertThat(desired.judge(plain(OURS, 10)).etag()).contains(OURS);
    assertThat(desired.judge(plain(OURS, 10)).versionId()).contains("v1");
  }

  @Test
  void aDeleteIsDoneWhereNothingIsLeft() {
    DesiredState desired = DesiredState.absence();
    assertThat(desired.judge(NOTHING).outcome()).isEqualTo(Outcome.ALREADY_DONE);
    assertThat(desired.judge(NOTHING).etag()).isEmpty();
    assertThat(desired.judgeInDoubt(NOTHING).outcome()).isEqualTo(Outcome.ALREADY_DONE);
    assertDrifted(desired, plain(OURS, 10));
  }

  /** Where encryption hides the content, the checksum tells; without one nothing does. */
  @Test
  void aHiddenObjectIsThereIfItsChecksumIs() {
    DesiredState desired = DesiredState.object(OURS, 10).withCrc64Nvme(() -> "crc");
    assertThat(desired.judge(opaque(OTHER, 10, "crc")).outcome()).isEqualTo(Outcome.ALREADY_DONE);
    assertDrifted(
        desired,
        opaque(OTHER, 10, "another"),
        opaque(OTHER, 11, "crc"),
        opaque(OURS, 10, null),
        lacking(OURS, 10, "crc"));
  }

  /** The next run has the file at hand to compare with; a copy has none. */
  @Test
  void aHiddenObjectOfTheSizeIsComparedByTheNextRun() {
    DesiredState upload = DesiredState.object(OURS, 10);
    assertThat(upload.judge(opaque(OTHER, 10, "crc")).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(upload.judge(opaque(OTHER, 10, "crc")).detail()).contains("next apply compares");
    assertDrifted(
        upload,
        opaque(OTHER, 11, "crc"),
        opaque(OTHER, 10, null),
        lacking(OTHER, 10, "crc"),
        plain(OTHER, 10));
    assertDrifted(DesiredState.copy(OURS, 10), opaque(OTHER, 10, "crc"));
    assertDrifted(DesiredState.object(OURS, 10).withCrc64Nvme(() -> "x"), opaque(OTHER, 10, "crc"));
  }

  @Test
  void inDoubtAsManyBytesAreACopyOfWhatNoDigestTells() {
    for (ETag source : new ETag[] {IN_PARTS, NO_DIGEST}) {
      DesiredState copy = DesiredState.copy(source, 10);
      assertOurs(copy, plain(OTHER, 10));
      assertOurs(copy, opaque(OTHER, 10, null));
      assertForeign(copy, plain(OTHER, 9));
      assertForeign(copy, NOTHING);
      assertForeign(copy, lacking(OTHER, 10, null));
      assertThat(copy.judge(plain(OTHER, 10)).outcome()).isEqualTo(Outcome.DRIFTED);
    }
  }

  @Test
  void inDoubtADigestTellsUnlessEncryptionHidesIt() {
    DesiredState copy = DesiredState.copy(OURS, 10);
    assertOurs(copy, plain(OURS, 10));
    assertOurs(copy, opaque(OTHER, 10, null));
    assertForeign(copy, plain(OTHER, 10));
    assertForeign(copy, opaque(OTHER, 9, null));
    DesiredState upload = DesiredState.object(OURS, 10);
    assertOurs(upload, plain(OURS, 10));
    assertForeign(upload, plain(OTHER, 10));
    assertForeign(upload, opaque(OTHER, 10, null));
  }

  @Test
  void anAnswerWithTheDigestOfWhatWasSentIsDone() {
    RowResult done =
        DesiredState.object(OURS, 10).judge(new WriteResult(OURS, Optional.of("v2"), false));
    assertThat(done)
        .isEqualTo(new RowResult(Outcome.DONE, Optional.of(OURS), Optional.of("v2"), ""));
  }

  @Test
  void anAnswerWithAnotherDigestIsAFailureThatMayHaveWritten() {
    RowResult failed =
        DesiredState.object(OURS, 10).judge(new WriteResult(OTHER, Optional.of("v2"), false));
    assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(failed.detail()).contains(OTHER.value(), OURS.value(), "check the object");
    assertThat(failed.mayHaveWritten()).isTrue();
    assertThat(failed.sent()).isEmpty();
  }

  /** Then the ledger keeps what was sent, since nobody can find it out later. */
  @Test
  void anETagThatEncryptionGaveIsNoDigestToCompare() {
    RowResult done =
        DesiredState.object(OURS, 10).judge(new WriteResult(OTHER, Optional.empty(), true));
    assertThat(done.outcome()).isEqualTo(Outcome.DONE);
    assertThat(done.etag()).contains(OTHER);
    assertThat(done.sent()).contains(OURS);
    assertThat(DesiredState.agree(new WriteResult(OTHER, Optional.empty(), true), OURS)).isTrue();
    assertThat(DesiredState.agree(new WriteResult(OTHER, Optional.empty(), false), OURS)).isFalse();
  }

  @Test
  void driftSaysWhatIsThereAndWhatToDo() {
    assertThat(DesiredState.drifted(NOTHING, 10).detail())
        .contains("is gone")
        .contains("make a new plan");
    assertThat(DesiredState.drifted(plain(OTHER, 7), 10).detail())
        .contains("another object than the plan saw (ETag " + OTHER + ", 7 bytes, written 1970-");
    assertThat(DesiredState.drifted(opaque(OTHER, 10, null), 10).detail())
        .contains("of the same size, and its encryption hides");
    assertThat(DesiredState.drifted(opaque(OTHER, 11, null), 10).detail()).contains("11 bytes");
    assertThat(DesiredState.drifted(opaque(OTHER, 10, "crc"), 10).detail()).contains("10 bytes");
    assertThat(DesiredState.drifted(plain(OTHER, 10), 10).detail())
        .contains("10 bytes")
        .doesNotContain("updates the properties");
    assertThat(DesiredState.drifted(lacking(OTHER, 10, null), 10).detail())
        .contains("customer key its rule names (ETag", "updates the properties");
  }

  private static void assertOurs(DesiredState desired, Optional<StoredObject> found) {
    RowResult result = desired.judgeInDoubt(found);
    assertThat(result.outcome()).isEqualTo(Outcome.ALREADY_DONE);
    assertThat(result.perhapsOurs()).isTrue();
  }

  private static void assertForeign(DesiredState desired, Optional<StoredObject> found) {
    assertThat(desired.judgeInDoubt(found).outcome()).isEqualTo(Outcome.DRIFTED);
  }

  @SafeVarargs
  private static void assertDrifted(DesiredState desired, Optional<StoredObject>... states) {
    for (Optional<StoredObject> found : states) {
      assertThat(desired.judge(found).outcome()).as("%s", found).isEqualTo(Outcome.DRIFTED);
    }
  }

  private static Optional<StoredObject> plain(ETag etag, long size) {
    return object(etag, size, false, null, false);
  }

  private static Optional<StoredObject> opaque(ETag etag, long size, String crc) {
    return object(etag, size, true, crc, false);
  }

  private static Optional<StoredObject> lacking(ETag etag, long size, String crc) {
    return object(etag, size, true, crc, true);
  }

  private static Optional<StoredObject> object(
      ETag etag, long size, boolean opaque, String crc, boolean lacksKey) {
    return Optional.of(
        new StoredObject(
            etag,
            size,
            Optional.of("v1"),
            Instant.EPOCH,
            opaque,
            Optional.ofNullable(crc),
            lacksKey));
  }
}
