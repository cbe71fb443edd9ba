package io.stocktake.manifests.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.source.FileId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final ETag ETAG = new ETag("5d41402abc4b2a76b9719d911017c592");
  private static final Optional<CopySource> SOURCE =
      Optional.of(new CopySource("old", new ObjectKey("from"), ETAG, Optional.of("v2")));
  private static final TagSet TAGS = TagSet.parse("a=1");

  @Test
  void whatLinksStandForIsAnOption() {
    assertThat(plan(Map.of(Plan.LINKS, "follow"), true).followsLinks()).isTrue();
    assertThat(plan(Map.of(Plan.LINKS, "store"), true).followsLinks()).isFalse();
    assertThat(plan(Map.of(Plan.LINKS, "store"), true).storesLinks()).isTrue();
    assertThat(plan(Map.of(Plan.LINKS, "skip"), true).storesLinks()).isFalse();
    assertThat(plan(Map.of(), true).followsLinks()).isFalse();
    assertThat(plan(Map.of(), true).storesLinks()).isFalse();
  }

  @Test
  void theSourceIsKnownByDeviceAndInode() {
    assertThat(plan(Map.of(Plan.SOURCE_ID, "7:9"), true).sourceId()).contains(new FileId(7, 9));
    assertThat(plan(Map.of(), true).sourceId()).isEmpty();
  }

  @Test
  void copiesComeFromTheInventoryUnlessAnotherIsNamed() {
    assertThat(plan(Map.of(Plan.COPY_SCANNED, "2026-10-30T00:00:00Z"), true).copySourceScanned())
        .isEqualTo("2026-10-30T00:00:00Z");
    assertThat(plan(Map.of(), true).copySourceScanned()).isEqualTo("2026-11-01T00:00:00Z");
  }

  /** An ETag proves another content only where the inventory tells that it is a digest. */
  @Test
  void anObjectThatMayBeEncryptedIsLookedAt() {
    PlanRow changed = upload(Reason.CONTENT);
    assertThat(plan(Map.of(), false).mustLook(changed)).isTrue();
    assertThat(plan(Map.of(), false).mustLook(upload(Reason.NEW))).isFalse();
    assertThat(plan(Map.of(), true).mustLook(changed)).isFalse();
    assertThat(plan(Map.of(Plan.UNDECIDED, "upload"), false).mustLook(changed)).isFalse();
    assertThat(plan(Map.of(Plan.UNDECIDED, "report"), false).mustLook(changed)).isTrue();
  }

  @Test
  void aListHasEntriesAndARuleHasNone() {
    assertThat(new Plan.Input("--files-from a", 0, 0).hasEntries()).isTrue();
    assertThat(Plan.Input.rule("tag", "x", 3).hasEntries()).isFalse();
    assertThat(Plan.Input.rule("tag", "x", 3).matched()).isEqualTo(3);
    assertThat(Plan.Input.rule("tag", "x", 3).name()).isEqualTo("--tag 'x'");
    List<Plan.Input> given = List.of(Plan.Input.rule("tag", "x", 3));
    assertThat(plan(Map.of(), true).withInputs(given).inputs()).isEqualTo(given);
  }

  @Test
  void aPartIsAFileOfThePlansOwnDirectory() {
    for (String name : List.of("", "../x", "a/b", ".hidden", "/etc/passwd", "a b")) {
      assertThatThrownBy(() -> new Plan.Part(name, 1, 1, "")).as(name).hasMessageContaining(name);
    }
  }

  @Test
  void eachReasonSaysWhyInItsOwnWords() {
    assertThat(Reason.values())
        .extracting(Reason::sentence)
        .doesNotHaveDuplicates()
        .doesNotContain("");
    assertThat(Stream.of(Verdict.values()).map(Verdict::mark))
        .containsExactly('=', '+', '>', '*', '-', '!');
  }

  @Test
  void aRowThatDoesNotSayAllItNeedsIsNone() {
    Guard match = Guard.match(ETAG);
    assertThat(row(Action.COPY, 0, match, SOURCE, TAGS).size()).isZero();
    assertThat(row(Action.ADD_TAGS, 1, match, Optional.empty(), TAGS).tags()).isEqualTo(TAGS);
    assertRefused(Action.COPY, -1, match, SOURCE, TAGS, "negative");
    assertRefused(Action.COPY, 1, match, Optional.empty(), TAGS, "a copy has a source");
    assertRefused(Action.DELETE, 1, match, SOURCE, TAGS, "a copy has a source");
    assertRefused(Action.NONE, 1, match, Optional.empty(), TAGS, "needs a guard");
    assertRefused(Action.UPLOAD, 1, match, Optional.empty(), TAGS, "needs a file");
    assertRefused(Action.TAG, 1, match, Optional.empty(), TagSet.EMPTY, "needs tags");
    assertRefused(Action.ADD_TAGS, 1, match, Optional.empty(), TagSet.EMPTY, "needs tags");
    for (Action action : List.of(Action.TAG, Action.SET_PROPERTIES, Action.DELETE)) {
      assertRefused(action, 1, Guard.absent(), Optional.empty(), TAGS, "needs the ETag");
    }
  }

  private static void assertRefused(
      Action action, long size, Guard guard, Optional<CopySource> source, TagSet tags, String why) {
    assertThatThrownBy(() -> row(action, size, guard, source, tags))
        .as("%s", action)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  private static PlanRow row(
      Action action, long size, Guard guard, Optional<CopySource> source, TagSet tags) {
    return new PlanRow(
        action,
        Reason.NEW,
        new ObjectKey("a"),
        "",
        size,
        Optional.empty(),
        Optional.empty(),
        guard,
        Optional.empty(),
        source,
        tags);
  }

  private static PlanRow upload(Reason reason) {
    return new PlanRow(
        Action.UPLOAD,
        reason,
        new ObjectKey("a"),
        "a",
        5,
        Optional.of(Instant.EPOCH),
        Optional.empty(),
        Guard.match(ETAG),
        Optional.empty());
  }

  private static Plan plan(Map<String, String> options, boolean tellsEncryption) {
    return Plan.draft(
        "2026-11-02T00:00:00Z",
        "stocktake test",
        new Plan.Source("/data", Plan.Coverage.COMPLETE),
        new Plan.Destination("bucket", "p/"),
        new Plan.Inventory("m", "2026-11-01T00:00:00Z", "0".repeat(32), 1, 2, tellsEncryption),
        options,
        new Plan.Compared(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        List.of());
  }
}
