package io.stocktake.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.request.SourceSelection;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.WalkOptions;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.source.filter.FileFilter;
import io.stocktake.planner.source.filter.FilterBuilder;
import io.stocktake.planner.source.local.TreeWalk;
import io.stocktake.planner.state.FingerprintCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RememberedTest extends PlannedSides {
  private Path kept;

  @BeforeEach
  void keepState() {
    kept = temp.resolve("state");
    state = Optional.of(kept);
    clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
  }

  @Test
  void aFileThatDidNotChangeIsReadOnce() throws Exception {
    file("a", "12345");
    file("d/b", "abcde");
    file("d/other", "abcde");
    object("p/a", "12345");
    object("p/d/b", "abcde");
    object("p/d/other", "12345");

    Plan.Compared first = plan(OPTIONS).plan().compared();
    assertThat(first.hashed()).isEqualTo(3);
    assertThat(first.remembered()).isZero();

    PlanBundle second = plan(OPTIONS);
    assertThat(second.plan().compared().hashed()).isZero();
    assertThat(second.plan().compared().remembered()).isEqualTo(3);
    assertThat(second.plan().compared().same()).isEqualTo(2);
    assertThat(reasons(rows(second))).isEqualTo(Map.of("p/d/other", Reason.CONTENT));
    assertThat(rows(second).get("p/d/other").content().orElseThrow()).hasToString(md5("abcde"));

    file("a", "12346");
    PlanBundle third = plan(OPTIONS);
    assertThat(third.plan().compared().hashed()).isEqualTo(1);
    assertThat(reasons(rows(third))).containsEntry("p/a", Reason.CONTENT);
  }

  @Test
  void aPlanOfSomeFilesForgetsNoOthers() throws Exception {
    for (int i = 0; i < 20; i++) {
      file("d/f" + i, "12345");
      object("p/d/f" + i, "12345");
    }
    plan(OPTIONS);
    FilterBuilder builder = new FilterBuilder();
    builder.rule("+ f1");
    builder.rule("- f*");
    SourceSelection some =
        new SourceSelection(
            builder.rules(),
            FileFilter.NONE,
            false,
            Optional.empty(),
            Optional.empty(),
            AttributePolicy.NONE);
    assertThat(plan(OPTIONS.withSelection(some)).plan().compared().remembered()).isEqualTo(1);
    assertThat(plan(OPTIONS).plan().compared().remembered()).isEqualTo(20);
  }

  @Test
  void rehashedFilesThatChangedInSilenceAreNotUploaded() throws Exception {
    file("rotten", "12345");
    file("sound", "abcde");
    object("p/rotten", "12345");
    object("p/sound", "abcde");
    plan(OPTIONS);
    remember("rotten", ETag.parse(md5("was once")));

    assertThat(reasons(rows(plan(OPTIONS))))
        .as("believed until it is read")
        .isEqualTo(Map.of("p/rotten", Reason.CONTENT));
    PlanBundle again = plan(OPTIONS.withRehash(1));

    assertThat(reasons(rows(again))).isEqualTo(Map.of("p/rotten", Reason.SILENT_CHANGE));
    assertThat(problems(again)).isEqualTo(Map.of("rotten", Problem.Kind.SILENT_CHANGE));
    assertThat(again.plan().compared().hashed()).isEqualTo(2);
    assertThat(reasons(rows(plan(OPTIONS))))
        .as("said again until the file is another")
        .isEqualTo(Map.of("p/rotten", Reason.SILENT_CHANGE));

    objects.removeIf(row -> row.key().equals("p/rotten"));
    assertThat(reasons(rows(plan(OPTIONS))))
        .as("not even where its object is gone")
        .isEqualTo(Map.of("p/rotten", Reason.SILENT_CHANGE));
    object("p/rotten", "123456");
    PlanBundle larger = plan(OPTIONS);
    assertThat(reasons(rows(larger)))
        .as("nor over one of another size")
        .isEqualTo(Map.of("p/rotten", Reason.SILENT_CHANGE));
    assertThat(problems(larger)).isEqualTo(Map.of("rotten", Problem.Kind.SILENT_CHANGE));
  }

  @Test
  void aPlanAgainstAnotherBucketForgetsNothing() throws Exception {
    file("a", "12345");
    object("p/a", "12345");
    plan(OPTIONS);
    objects.clear();
    object("p/else", "1");
    plan(OPTIONS);
    objects.clear();
    object("p/a", "12345");
    assertThat(plan(OPTIONS).plan().compared().remembered()).isEqualTo(1);
  }

  @Test
  void stateInsideThePlanOrAroundItIsRefusedBeforeAnythingIsRead() throws Exception {
    file("a", "12345");
    for (String place : List.of("plan1", "plan2/state", "plan3.unfinished/state")) {
      state = Optional.of(temp.resolve(place));
      assertThatThrownBy(() -> plan(OPTIONS))
          .as(place)
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("lies inside the plan or around it");
      assertThat(temp.resolve(place)).doesNotExist();
    }
    state = Optional.of(source.resolve("state"));
    assertThatThrownBy(() -> plan(OPTIONS))
        .isInstanceOf(StocktakeException.class)
        .hasFieldOrPropertyWithValue("code", FailureCode.STATE_MISPLACED)
        .hasMessageContaining("lies inside the source");
    state = Optional.of(Files.writeString(temp.resolve("file"), "precious"));
    assertThatThrownBy(() -> plan(OPTIONS))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("is not a directory");
    assertThat(temp.resolve("file")).hasContent("precious");
  }

  /** As if the file had had another content when it was read before. */
  private void remember(String name, ETag etag) throws Exception {
    try (FingerprintCache cache = FingerprintCache.open(kept, source.toRealPath().toString())) {
      TreeWalk.walk(
          source.toRealPath(),
          WalkOptions.all(LinkPolicy.SKIP, true),
          1,
          new FileSink() {
            @Override
            public void file(WalkedFile walked) throws IOException {
              if (walked.name().equals(name)) {
                cache.put(walked, clock.instant(), etag);
              }
            }

            @Override
            public void problem(Problem problem) {}
          });
    }
  }

  /** A new file may have been moved if it has the size of an object that lost its file. */
  @Test
  void aCandidateForAMoveIsReadOnce() throws Exception {
    file("new", "12345");
    file("other", "abcde");
    file("rotten", "xxxxx");
    object("p/old", "12345");
    PlanBundle first = plan(OPTIONS);
    assertThat(first.plan().compared().hashed()).isEqualTo(3);
    assertThat(reasons(rows(first)))
        .isEqualTo(Map.of("p/new", Reason.MOVED, "p/other", Reason.NEW, "p/rotten", Reason.NEW));

    PlanBundle second = plan(OPTIONS);
    assertThat(second.plan().compared().hashed()).isZero();
    assertThat(second.plan().compared().remembered()).isEqualTo(3);
    assertThat(reasons(rows(second))).isEqualTo(reasons(rows(first)));

    remember("rotten", ETag.parse(md5("was once")));
    PlanBundle again = plan(OPTIONS.withRehash(1));
    assertThat(reasons(rows(again))).containsEntry("p/rotten", Reason.SILENT_CHANGE);
  }

  @Test
  void aShareIsDrawnByASeed() throws Exception {
    for (int i = 0; i < 200; i++) {
      file("f" + i, "12345");
      object("p/f" + i, "12345");
    }
    plan(OPTIONS);
    PlanOptionsFixture half = OPTIONS.withRehash(0.5);
    List<Long> hashed = new ArrayList<>();
    for (long seed : new long[] {7, 7, 8}) {
      Plan plan = plan(half.withSeed(seed)).plan();
      assertThat(plan.options()).containsEntry("seed", Long.toString(seed));
      assertThat(plan.notes()).anyMatch(note -> note.contains("by the seed " + seed));
      hashed.add(plan.compared().hashed());
    }
    assertThat(hashed.get(0)).isEqualTo(hashed.get(1)).isBetween(60L, 140L);
    assertThat(half.withSeed(7).options().reading().rereads("f1"))
        .isEqualTo(half.withSeed(7).options().reading().rereads("f1"));
    assertThat(Stream.iterate(0, i -> i + 1).limit(200).map(i -> "f" + i))
        .anyMatch(
            name ->
                half.withSeed(7).options().reading().rereads(name)
                    != half.withSeed(8).options().reading().rereads(name));
  }
}
