package io.stocktake.planner.compare.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.ContentChecksum;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Plan.Input;
import io.stocktake.manifests.rules.PropertyRule;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.planner.PlanOptionsFixture;
import io.stocktake.planner.PlannedSides;
import io.stocktake.planner.checksums.ChecksumSource;
import io.stocktake.planner.request.SourceSelection;
import io.stocktake.planner.rules.ObjectRules;
import io.stocktake.planner.rules.TagRule;
import io.stocktake.planner.rules.TagRules;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.filter.FileFilter;
import io.stocktake.planner.source.filter.FilterBuilder;
import io.stocktake.planner.source.filter.FilterRules;
import io.stocktake.planner.source.lists.InputList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list or rule that matches nothing is said to, and a list of it refused. */
class SideInputsTest extends PlannedSides {
  @BeforeEach
  void twoFiles() throws IOException {
    file("a.jpg", "12345");
    file("d/b.txt", "abcde");
    object("p/a.jpg", "12345");
    object("p/d/b.txt", "12345");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.jpg\nd/b.txt\n",
        "a.jpg\r\nd/b.txt\r\n",
        "\ufeffa.jpg\r\n\r\nd/b.txt",
        "./a.jpg\nd/b.txt\ngone\n"
      })
  void aListOfPathsIsTakenHoweverItsLinesEnd(String text) throws Exception {
    Plan plan = plan(OPTIONS.withSelection(filesFrom(text))).plan();
    assertThat(plan.compared().files()).isEqualTo(2);
    Input list = plan.inputs().get(0);
    assertThat(list.name()).startsWith("--files-from ");
    assertThat(list.matched()).isEqualTo(2);
    assertThat(list.listed()).isEqualTo(text.contains("gone") ? 3 : 2);
    assertThat(plan.notes()).anyMatch(note -> note.contains("2 of " + list.listed() + " entries"));
  }

  @Test
  void aListOfNothingHereIsRefused() throws Exception {
    refused(OPTIONS.withSelection(filesFrom("x/a.jpg\nx/d/b.txt\n")), "none of its 2 entries");
    refused(OPTIONS.withSelection(filesFrom("a.jpg \n")), "none of its 1 entries");
    refused(
        OPTIONS.withSelection(filesFrom("a.jpg\0d/b.txt\0")), "either its records end in a NUL");
    assertThat(plan(OPTIONS.withSelection(filesFrom(""))).plan().notes())
        .anyMatch(note -> note.contains("0 of 0 entries"));
  }

  @Test
  void aListingOfElsewhereIsRefused() throws Exception {
    refused(OPTIONS.withSelection(listing("x/a.jpg\t5\t1.5\n")), "none of its 1 entries");
    Plan plan = plan(OPTIONS.withSelection(listing("a.jpg\t5\t1.5\r\nx\t5\t1.5\r\n"))).plan();
    assertThat(plan.inputs()).singleElement().extracting(Input::matched).isEqualTo(1L);
  }

  @Test
  void listedMd5sAreCountedAndRefusedIfNoneIsOfAFileHere() throws Exception {
    String line = md5("12345") + "  ";
    refused(OPTIONS.withChecksums(list(line + "x/a.jpg\n" + line + "y\n")), "none of its 2");
    for (String end : List.of("\n", "\r\n")) {
      Plan plan = plan(OPTIONS.withChecksums(list(line + "a.jpg" + end + line + "y" + end))).plan();
      assertThat(plan.notes()).anyMatch(note -> note.contains(": 1 of 2 entries"));
    }
  }

  @Test
  void evidenceOfObjectsIsCountedAndRefusedIfNoneIsOfAnObjectHere() throws Exception {
    checksums = List.of(source("p/a.jpg", md5("12345")), source("p/a.jpg", md5("12345")));
    assertThat(plan(OPTIONS).plan().inputs())
        .containsExactly(new Input("it", 1, 1), new Input("it", 1, 1));
    checksums = List.of(source("p/a.jpg", md5("12345")));
    assertThat(plan(OPTIONS).plan().inputs()).containsExactly(new Input("it", 1, 1));
    checksums = List.of(source("p/a.jpg", md5("other")));
    refused(OPTIONS, "it: none of its 1 entries");
  }

  @Test
  void aRuleThatMatchesNothingIsNamed() throws Exception {
    FilterBuilder filters = new FilterBuilder();
    filters.pattern(true, "*.jpg");
    filters.pattern(false, "*.raw");
    ObjectRules rules =
        new ObjectRules(
            new TagRules(List.of(TagRule.parse("**.txt a=b"), TagRule.parse("*.txt a=b")), false),
            new PropertyRules(
                List.of(
                    PropertyRule.parse("**.jpg cache-control=x"),
                    PropertyRule.parse("/a.jpg cache-control=y"))),
            false);
    Plan plan =
        plan(OPTIONS
                .withRules(rules)
                .withSelection(
                    new SourceSelection(
                        filters.rules(),
                        FileFilter.NONE,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        AttributePolicy.NONE)))
            .plan();
    assertThat(plan.notes().stream().filter(note -> note.endsWith("matched nothing.")))
        .containsExactly(
            "--filter '- *.raw' matched nothing.",
            "--tag '*.txt a=b' matched nothing.",
            "--property '/a.jpg cache-control=y' matched nothing.");
    assertThat(plan.inputs())
        .extracting(input -> input.matched() > 0)
        .containsExactly(true, false, true, false, true, false);
  }

  @Test
  void filtersThatLeaveNothingAreSaidTo() throws Exception {
    FilterBuilder filters = new FilterBuilder();
    filters.pattern(false, "*");
    filters.pattern(true, "*.jpg");
    Plan plan =
        plan(OPTIONS.withSelection(
                new SourceSelection(
                    filters.rules(),
                    FileFilter.NONE,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    AttributePolicy.NONE)))
            .plan();
    assertThat(plan.notes()).anyMatch(note -> note.contains("the first that matches decides"));
  }

  private static ChecksumSource source(String key, String md5) {
    ChecksumSource source =
        (bucket, sink) ->
            sink.take(
                new ContentChecksum(
                    bucket, new ObjectKey(key), ETag.parse(md5), ETag.parse(md5("12345"))));
    return source.named("it");
  }

  private void refused(PlanOptionsFixture options, String words) {
    assertThatThrownBy(() -> plan(options))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(words)
        .extracting(e -> ((StocktakeException) e).kind())
        .isEqualTo(StocktakeException.Kind.USAGE);
  }

  private SourceSelection filesFrom(String text) throws IOException {
    return new SourceSelection(
        FilterRules.NONE,
        FileFilter.NONE,
        false,
        Optional.of(new InputList(list(text), false)),
        Optional.empty(),
        AttributePolicy.NONE);
  }

  private SourceSelection listing(String text) throws IOException {
    return new SourceSelection(
        FilterRules.NONE,
        FileFilter.NONE,
        false,
        Optional.empty(),
        Optional.of(new InputList(list(text), false)),
        AttributePolicy.NONE);
  }

  private Path list(String text) throws IOException {
    return Files.writeString(temp.resolve("list"), text);
  }
}
