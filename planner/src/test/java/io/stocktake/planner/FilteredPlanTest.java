package io.stocktake.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.StocktakeException.Kind;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Plan.Coverage;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.reconcile.OrphanPolicy;
import io.stocktake.planner.request.KeyNaming.UnicodeForm;
import io.stocktake.planner.request.SourceSelection;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.filter.FileFilter;
import io.stocktake.planner.source.filter.FilterBuilder;
import io.stocktake.planner.source.filter.FilterRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What filters leave out is neither walked nor an orphan. */
class FilteredPlanTest extends PlannedSides {
  private static final PlanOptionsFixture EXPIRE = OPTIONS.withOrphans(OrphanPolicy.EXPIRE);

  @Test
  void excludedObjectsAreNoOrphans() throws Exception {
    file("keep", "1");
    object("p/keep", "1");
    object("p/gone.jpg", "2");
    object("p/gone.tmp", "3");
    object("p/cache/gone.jpg", "4");
    object("p/sub/cache/x/gone.jpg", "5");
    object("p/cache", "a file");
    for (PlanOptionsFixture options : List.of(DELETE, EXPIRE)) {
      PlanBundle bundle = plan(options.withSelection(names("- *.tmp", "- cache/")));
      assertThat(rows(bundle)).containsOnlyKeys("p/gone.jpg", "p/cache");
      assertThat(bundle.plan().compared().objects()).isEqualTo(3);
      assertThat(bundle.plan().compared().orphans()).isEqualTo(2);
      assertThat(bundle.plan().options()).containsEntry("filter", "- *.tmp; - cache/");
      assertThat(String.join(" ", bundle.plan().notes())).contains("by name, and 3 objects");
    }
  }

  @Test
  void excludedFilesAreNotUploadedAndExcludedDirectoriesNotRead() throws Exception {
    file("a.jpg", "1");
    file("a.tmp", "1");
    file("cache/b.jpg", "1");
    Path closed = Files.createDirectories(source.resolve("closed/below"));
    Files.createSymbolicLink(source.resolve("link"), closed);
    object("p/gone", "3");
    PlanBundle bundle =
        plan(DELETE.withSelection(names("- *.tmp", "- /cache", "- /closed/", "- link")));
    assertThat(reasons(rows(bundle)))
        .isEqualTo(Map.of("p/a.jpg", Reason.NEW, "p/gone", Reason.ORPHAN));
    assertThat(problems(bundle)).isEmpty();
    assertThat(String.join(" ", bundle.plan().notes())).contains("left out 4 files or directories");
  }

  /** An excluded link may lead to a directory, whose files' names need not be excluded. */
  @Test
  void aLinkShadowsWhatMayBeBelowIt() throws Exception {
    file("keep", "1");
    file("real/x", "1");
    Files.createSymbolicLink(source.resolve("way"), Path.of("real"));
    object("p/way/x", "1");
    object("p/way", "1");
    SourceSelection selection = names("+ */", "+ x", "+ keep", "- *");
    assertThat(rows(plan(DELETE.withSelection(selection)))).doesNotContainKey("p/way/x");
    PlanBundle followed = plan(DELETE.withLinks(LinkPolicy.FOLLOW).withSelection(selection));
    assertThat(rows(followed)).doesNotContainKey("p/way/x").doesNotContainKey("p/way");
  }

  @Test
  void anEmptySourceIsRefusedAlsoBehindFilters() throws Exception {
    file("lost+found/x", "1");
    object("p/a.jpg", "2");
    PlanOptionsFixture options = DELETE.withSelection(names("+ *.jpg", "- *"));
    assertThatThrownBy(() -> plan(options))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("no file that the filters let pass")
        .extracting(e -> ((StocktakeException) e).kind())
        .isEqualTo(Kind.REFUSED);
  }

  @Test
  void composedAndDecomposedNamesAreFilteredAlike() throws Exception {
    String decomposed = Normalizer.normalize("café", Normalizer.Form.NFD);
    file("keep", "1");
    file(decomposed + "/x", "1");
    object("p/café/old", "2");
    object("p/" + decomposed + "/old", "2");
    for (String pattern : List.of("- caf?/", "- café/", "- " + decomposed + "/")) {
      PlanOptionsFixture options = DELETE.withNames(UnicodeForm.NFC).withSelection(names(pattern));
      assertThat(rows(plan(options))).as(pattern).containsOnlyKeys("p/keep");
    }
  }

  @Test
  void filesLeftOutForSizeOrAgeKeepTheirObjects() throws Exception {
    Instant now = clock.instant();
    file("small", "1");
    file("large", "1234567890");
    file("fits", "12345");
    file("new", "54321");
    for (String name : List.of("small", "large", "fits", "new")) {
      Files.setLastModifiedTime(source.resolve(name), FileTime.from(now.minusSeconds(7200)));
    }
    Files.setLastModifiedTime(source.resolve("new"), FileTime.from(now.minusSeconds(10)));
    for (String name : List.of("small", "large", "fits", "new", "gone")) {
      object("p/" + name, "other content");
    }
    PlanBundle sized =
        plan(
            DELETE.withSelection(
                files(
                    new FileFilter(
                        OptionalLong.of(5),
                        OptionalLong.of(5),
                        Optional.empty(),
                        Optional.of(now.minusSeconds(3600))))));
    assertThat(reasons(rows(sized)))
        .isEqualTo(Map.of("p/fits", Reason.SIZE, "p/gone", Reason.ORPHAN));
    assertThat(sized.plan().compared().files()).isEqualTo(1);
    assertThat(String.join(" ", sized.plan().notes())).contains("3 files were left out");
    PlanBundle none =
        plan(
            DELETE.withSelection(
                files(
                    new FileFilter(
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.of(now),
                        Optional.empty()))));
    assertThat(reasons(rows(none))).isEqualTo(Map.of("p/gone", Reason.ORPHAN));
  }

  /** Whatever the rules, a filtered plan is the unfiltered one without what they exclude. */
  @Test
  void aFilteredPlanIsAPartOfTheWholePlan() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    file("always.x", "x");
    for (int i = 0; i < 150; i++) {
      String name = name(random) + "/" + name(random) + "/" + name(random) + i;
      if (random.nextInt(4) > 0) {
        file(name, "content " + i);
      }
      if (random.nextInt(3) > 0) {
        object("p/" + name, random.nextInt(3) == 0 ? "Content " + i : "content " + i);
      }
    }
    Map<String, Reason> whole = reasons(rows(plan(DELETE)));
    for (int round = 0; round < 12; round++) {
      List<String> texts = new ArrayList<>();
      for (int i = random.nextInt(3) + 1; i > 0; i--) {
        texts.add((random.nextInt(3) == 0 ? "+ " : "- ") + pattern(random));
      }
      FilterRules rules = rules(texts.toArray(new String[0]));
      PlanBundle bundle = plan(DELETE.withSelection(names(rules)));
      Set<String> left = new TreeSet<>(whole.keySet());
      left.removeIf(key -> rules.excludesFile(key.substring(2)));
      assertThat(rows(bundle).keySet()).as("seed %d, rules %s", seed, texts).isEqualTo(left);
      assertThat(bundle.plan().source().coverage()).isEqualTo(Coverage.COMPLETE);
    }
  }

  private static String name(Random random) {
    return List.of("a", "b", "ab", "c.x").get(random.nextInt(4));
  }

  private static String pattern(Random random) {
    return List.of("a", "/a/", "*b", "a/b", "ab/**", "[bc]*1", "/*/a/", "**/b/**", "c.x/***", "?")
        .get(random.nextInt(10));
  }

  private static SourceSelection names(String... texts) throws IOException {
    return names(rules(texts));
  }

  private static SourceSelection names(FilterRules rules) {
    return new SourceSelection(
        rules, FileFilter.NONE, false, Optional.empty(), Optional.empty(), AttributePolicy.NONE);
  }

  private static SourceSelection files(FileFilter filter) {
    return new SourceSelection(
        FilterRules.NONE, filter, false, Optional.empty(), Optional.empty(), AttributePolicy.NONE);
  }

  private static FilterRules rules(String... texts) throws IOException {
    FilterBuilder builder = new FilterBuilder();
    for (String text : texts) {
      builder.rule(text);
    }
    return builder.rules();
  }
}
