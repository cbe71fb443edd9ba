package io.stocktake.planner.compare.moves;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.planner.PlanOptionsFixture;
import io.stocktake.planner.PlannedSides;
import io.stocktake.planner.TestDelivery.Row;
import io.stocktake.planner.request.SourceSelection;
import io.stocktake.planner.rules.ObjectRules;
import io.stocktake.planner.rules.TagRule;
import io.stocktake.planner.rules.TagRules;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.filter.FileFilter;
import io.stocktake.planner.source.filter.FilterRules;
import io.stocktake.planner.source.lists.InputList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MoveDetectorTest extends PlannedSides {
  private static final PlanOptionsFixture DUPLICATES = OPTIONS.withCopyDuplicates(true);

  @Test
  void aNewFileWithTheContentOfAnOrphanIsCopiedFromIt() throws Exception {
    file("2026/a", "abcde");
    file("2026/same size", "12345");
    file("2026/other size", "123456");
    object("p/2025/a", "abcde");

    PlanBundle bundle = plan(DELETE);
    Map<String, PlanRow> rows = rows(bundle);

    PlanRow moved = rows.get("p/2026/a");
    assertThat(moved.action()).isEqualTo(Action.COPY);
    assertThat(moved.reason()).isEqualTo(Reason.MOVED);
    assertThat(moved.guard()).hasToString("absent");
    assertThat(moved.copySource().orElseThrow().bucket()).isEqualTo("bucket");
    assertThat(moved.copySource().orElseThrow().key()).hasToString("p/2025/a");
    assertThat(moved.copySource().orElseThrow().etag()).hasToString(md5("abcde"));
    assertThat(reasons(rows))
        .containsEntry("p/2026/same size", Reason.NEW)
        .containsEntry("p/2026/other size", Reason.NEW)
        .containsEntry("p/2025/a", Reason.ORPHAN);
    assertThat(bundle.plan().compared().hashed())
        .as("only files of an orphan's size are read")
        .isEqualTo(2);
  }

  @Test
  void oneOrphanServesManyFilesAndTheSmallestKeyServesThemAll() throws Exception {
    for (int i = 0; i < 50; i++) {
      file("new/" + i, "abcde");
      object("p/old/" + i, "abcde");
    }
    Map<String, PlanRow> rows = rows(plan(OPTIONS));
    assertThat(rows).hasSize(50);
    assertThat(rows.values())
        .allMatch(row -> row.copySource().orElseThrow().key().value().equals("p/old/0"));
  }

  @Test
  void anObjectThatHasItsFileStillIsNotMoved() throws Exception {
    file("still here", "abcde");
    object("p/still here", "abcde");
    file("another", "abcde");
    assertThat(reasons(rows(plan(OPTIONS)))).isEqualTo(Map.of("p/another", Reason.NEW));
  }

  @Test
  void whatProvesNothingOrCannotBeCopiedIsNoSource() throws Exception {
    file("a", "abcde");
    file("b", "12345");
    file("empty", "");
    objects.add(new Row("p/kms", 5L, md5("abcde"), "SSE-KMS", null, null, null));
    object("p/twice", "12345");
    object("p/twice", "12345");
    object("p/gone", "");
    assertThat(reasons(rows(plan(OPTIONS))))
        .isEqualTo(Map.of("p/a", Reason.NEW, "p/b", Reason.NEW, "p/empty", Reason.NEW));
  }

  @Test
  void objectsInPartsMoveToo() throws Exception {
    String content = "x".repeat(6 << 20);
    file("new", content);
    byte[] first = Digests.md5().digest(content.substring(0, 5 << 20).getBytes(UTF_8));
    byte[] second = Digests.md5().digest(content.substring(5 << 20).getBytes(UTF_8));
    var both = Digests.md5();
    both.update(first);
    String etag = ETag.ofParts(both.digest(second), 2).value();
    objects.add(Row.current("p/old", content.length(), etag));
    Map<String, PlanRow> rows = rows(plan(OPTIONS.withPartSizes(List.of(5L << 20))));
    assertThat(rows.get("p/new").reason()).isEqualTo(Reason.MOVED);
    assertThat(rows.get("p/new").copySource().orElseThrow().etag()).hasToString(etag);
  }

  @Test
  void tagRulesForNewAreForMovedToo() throws Exception {
    file("new", "abcde");
    object("p/old", "abcde");
    List<TagRule> rules = List.of(TagRule.parse("on:new Backup=Full"));
    assertThat(
            rows(plan(
                    OPTIONS.withRules(
                        new ObjectRules(new TagRules(rules, false), PropertyRules.NONE, false))))
                .get("p/new")
                .tags())
        .hasToString("Backup=Full");
  }

  @Test
  void aNewFileWithTheContentOfAnObjectThatStaysIsCopiedIfAskedFor() throws Exception {
    file("kept.jpg", "abcde");
    object("p/kept.jpg", "abcde");
    file("moved.jpg", "ABCDE");
    object("p/gone.txt", "ABCDE");
    object("p/kept 2.jpg", "ABCDE");
    file("kept 2.jpg", "ABCDE");
    file("copy.JPG", "abcde");
    file("other ending.txt", "abcde");
    file("other size", "abcdef");
    assertThat(reasons(rows(plan(OPTIONS))))
        .containsEntry("p/copy.JPG", Reason.NEW)
        .containsEntry("p/moved.jpg", Reason.MOVED);

    PlanBundle bundle = plan(DUPLICATES);
    Map<String, PlanRow> rows = rows(bundle);
    assertThat(reasons(rows))
        .isEqualTo(
            Map.of(
                "p/copy.JPG",
                Reason.DUPLICATE,
                "p/moved.jpg",
                Reason.MOVED,
                "p/other ending.txt",
                Reason.NEW,
                "p/other size",
                Reason.NEW));
    PlanRow copy = rows.get("p/copy.JPG");
    assertThat(copy.action()).isEqualTo(Action.COPY);
    assertThat(copy.guard()).hasToString("absent");
    assertThat(copy.copySource().orElseThrow().key()).hasToString("p/kept.jpg");
    assertThat(copy.copySource().orElseThrow().etag()).hasToString(md5("abcde"));
    assertThat(bundle.plan().options()).containsEntry("copy-duplicates", "true");
    assertThat(bundle.plan().compared().hashed()).as("not the one of another size").isEqualTo(5);
  }

  @Test
  void anObjectThatThePlanWritesOverIsNoSource() throws Exception {
    file("overwritten", "12345");
    object("p/overwritten", "abcde");
    file("grown", "abcdefg");
    object("p/grown", "abcde");
    file("copy", "abcde");
    assertThat(reasons(rows(plan(DUPLICATES)))).containsEntry("p/copy", Reason.NEW);

    file("tagged only", "abcde");
    object("p/tagged only", "abcde");
    List<TagRule> rules = List.of(TagRule.parse("on:same,new Backup=Full"));
    Map<String, PlanRow> rows =
        rows(
            plan(
                DUPLICATES.withRules(
                    new ObjectRules(new TagRules(rules, false), PropertyRules.NONE, false))));
    assertThat(rows.get("p/copy").reason()).isEqualTo(Reason.DUPLICATE);
    assertThat(rows.get("p/copy").copySource().orElseThrow().key()).hasToString("p/tagged only");
    assertThat(rows.get("p/copy").tags()).hasToString("Backup=Full");
  }

  @Test
  void anObjectOfWhichAListSaysNothingIsNoSource() throws Exception {
    file("listed", "abcde");
    object("p/listed", "abcde");
    file("unlisted", "12345");
    object("p/unlisted", "12345");
    file("copy", "abcde");
    file("other", "12345");
    Path list = Files.writeString(temp.resolve("list"), "listed\ncopy\nother\n");
    SourceSelection some =
        new SourceSelection(
            FilterRules.NONE,
            FileFilter.NONE,
            false,
            Optional.of(new InputList(list, false)),
            Optional.empty(),
            AttributePolicy.NONE);
    assertThat(reasons(rows(plan(DUPLICATES.withSelection(some)))))
        .isEqualTo(Map.of("p/copy", Reason.DUPLICATE, "p/other", Reason.NEW));
  }
}
