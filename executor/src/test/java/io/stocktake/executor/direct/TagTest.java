package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.allDone;
import static io.stocktake.executor.testing.TestPlan.bytes;
import static io.stocktake.executor.testing.TestPlan.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.FaultyStore.Op;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TagTest {
  private static final TagSet TEAM = TagSet.parse("team=media");

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();
  private TestPlan builder;

  @BeforeEach
  void begin() throws IOException {
    builder = new TestPlan(base);
  }

  @Test
  void uploadsCarryTheirTagsAndTypes() throws IOException {
    PlanBundle plan =
        builder
            .createTagged("a.JPG", bytes(3, 1), TEAM)
            .createTagged("b.mov", bytes(9 << 20, 1), TEAM)
            .create(".png", "no ending")
            .seal();

    assertThat(run(plan, store).rows(Outcome.DONE)).isEqualTo(3);

    assertThat(store.headers("a.JPG").orElseThrow().contentType()).isEqualTo("image/jpeg");
    assertThat(store.headers("a.JPG").orElseThrow().tags()).isEqualTo(TEAM);
    assertThat(store.headers("b.mov").orElseThrow().contentType()).isEqualTo("video/quicktime");
    assertThat(store.headers("b.mov").orElseThrow().tags()).isEqualTo(TEAM);
    assertThat(store.headers(".png").orElseThrow().contentType())
        .isEqualTo("application/octet-stream");
  }

  @Test
  void replacesOrAddsTags() throws IOException {
    TagSet before = TagSet.parse("kept=1&team=old");
    builder
        .tag(Action.TAG, "replaced", seed("replaced", before), Optional.empty(), TEAM)
        .tag(Action.ADD_TAGS, "merged", seed("merged", before), Optional.empty(), TEAM)
        .tag(Action.ADD_TAGS, "there", seed("there", TEAM), Optional.empty(), TEAM);

    RunReport report = run(builder.seal(), store);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(2);
    assertThat(report.rows(Outcome.ALREADY_DONE)).isEqualTo(1);
    assertThat(tags("replaced")).isEqualTo(TEAM);
    assertThat(tags("merged")).isEqualTo(TagSet.parse("kept=1&team=media"));
    assertThat(store.writes("there")).isZero();
  }

  @Test
  void anObjectThatChangedSinceThePlanIsNotTagged() throws IOException {
    builder
        .tag(Action.TAG, "changed", seed("changed", TagSet.EMPTY), Optional.empty(), TEAM)
        .tag(Action.ADD_TAGS, "gone", seed("gone", TagSet.EMPTY), Optional.empty(), TEAM);
    store.seed("changed", "other".getBytes(UTF_8));
    store.remove("gone");

    assertThat(run(builder.seal(), store).rows(Outcome.DRIFTED)).isEqualTo(2);
    assertThat(tags("changed")).isEqualTo(TagSet.EMPTY);
  }

  @Test
  void anEleventhTagIsRefusedInASentence() throws IOException {
    TagSet ten = TagSet.parse("0=&1=&2=&3=&4=&5=&6=&7=&8=&9=");
    PlanBundle plan =
        builder.tag(Action.ADD_TAGS, "full", seed("full", ten), Optional.empty(), TEAM).seal();

    assertThat(run(plan, store).rows(Outcome.FAILED)).isEqualTo(1);

    List<String> details = new ArrayList<>();
    PlanStatus.read(plan).notDone((ordinal, key, result) -> details.add(result.detail()));
    assertThat(details)
        .containsExactly(
            "the object has 10 tags already: an object has at most 10 tags, these are 11");
    assertThat(tags("full")).isEqualTo(ten);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"LOST_ANSWER", "LOST_REQUEST", "TWICE", "FAILED"})
  void aLostAnswerIsAskedFor(Fault fault) throws IOException {
    PlanBundle plan =
        builder
            .tag(Action.TAG, "a", seed("a", TagSet.EMPTY), Optional.empty(), TEAM)
            .tag(Action.ADD_TAGS, "b", seed("b", TagSet.EMPTY), Optional.empty(), TEAM)
            .seal();

    RunReport report =
        run(plan, new FaultyStore(store, (op, key) -> op == Op.TAG ? fault : Fault.NONE));

    if (fault == Fault.LOST_REQUEST) {
      assertThat(report.rows(Outcome.UNKNOWN)).isEqualTo(2);
    }
    assertThat(allDone(run(PlanBundle.open(plan.directory()), store))).isTrue();
    assertThat(tags("a")).isEqualTo(TEAM);
    assertThat(tags("b")).isEqualTo(TEAM);
  }

  @Test
  void aTagThatFailedKeepsEveryDeleteBack() throws IOException {
    ETag orphan = store.seed("orphan", new byte[3]);
    PlanBundle plan =
        builder
            .tag(Action.TAG, "a", seed("a", TagSet.EMPTY), Optional.empty(), TEAM)
            .delete("orphan", orphan)
            .seal();

    RunReport report =
        run(plan, new FaultyStore(store, (op, key) -> op == Op.TAG ? Fault.DENIED : Fault.NONE));

    assertThat(report.rows(Outcome.SKIPPED)).isEqualTo(1);
    assertThat(PlanBundle.open(report.residual().orElseThrow()).plan().rows()).isEqualTo(2);
    assertThat(store.keys()).contains("orphan");
  }

  private ETag seed(String key, TagSet tags) {
    ETag etag = store.seed(key, "abc".getBytes(UTF_8));
    store.seedTags(key, tags);
    return etag;
  }

  private TagSet tags(String key) {
    return store.headers(key).orElseThrow().tags();
  }
}
