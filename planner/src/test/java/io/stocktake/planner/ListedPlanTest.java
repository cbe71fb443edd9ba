package io.stocktake.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Plan.Coverage;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.rules.PropertyRules;
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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Lists stand in for walking and hashing. */
class ListedPlanTest extends PlannedSides {
  private static final String FIND = "find . -type f -printf '%P\\t%s\\t%T@\\n'";

  @Test
  void onlyListedPathsAreLookedAtEachOnce() throws Exception {
    file("a/new", "12345");
    file("a/changed", "abcde");
    object("p/a/changed", "12345");
    file("not listed", "1");
    object("p/no file", "12345");
    Files.createSymbolicLink(source.resolve("link"), Path.of("a"));
    file("skipped.tmp", "1");
    String list =
        "a/new\n./a/new\na/changed\n\nmissing\nnowhere/x\na\na/\nlink\nlink/new\nskipped.tmp\na/new";
    FilterBuilder builder = new FilterBuilder();
    builder.pattern(false, "*.tmp");
    PlanBundle bundle = plan(OPTIONS.withSelection(paths(builder.rules(), list, false)));

    assertThat(reasons(rows(bundle)))
        .isEqualTo(Map.of("p/a/new", Reason.NEW, "p/a/changed", Reason.CONTENT));
    assertThat(problems(bundle))
        .isEqualTo(
            Map.of(
                "missing", Problem.Kind.LISTED_MISSING,
                "nowhere/x", Problem.Kind.LISTED_MISSING,
                "a", Problem.Kind.LISTED_DIRECTORY,
                "link", Problem.Kind.LINK_SKIPPED,
                "link/new", Problem.Kind.LINK_SKIPPED));
    assertThat(bundle.plan().source().coverage()).isEqualTo(Coverage.PARTIAL);
    assertThat(bundle.plan().compared().orphans()).isZero();
    assertThat(bundle.plan().compared().files()).isEqualTo(2);
  }

  @Test
  void pathsMayEndInNulAndHoldAnything() throws Exception {
    file("new\nline", "1");
    file("#tab\there", "1");
    PlanBundle bundle =
        plan(OPTIONS.withSelection(paths(FilterRules.NONE, "new\nline\0#tab\there", true)));
    assertThat(rows(bundle)).containsOnlyKeys("p/new\nline", "p/#tab\there");
    assertThat(bundle.plan().source().coverage()).isEqualTo(Coverage.COMPLETE);
  }

  @Test
  void pathsOutsideTheSourceAreRefused() throws Exception {
    file("a", "1");
    for (String path : List.of("/etc/passwd", "../x", "a/../../x", "a//b", "..", "/")) {
      PlanOptionsFixture options =
          OPTIONS.withSelection(paths(FilterRules.NONE, "a\n" + path, false));
      assertUsage(options, "line 2 is not a path below the source");
    }
  }

  @Test
  void aListProvesNoAbsence() throws Exception {
    file("a", "1");
    object("p/gone", "1");
    TagRules onOrphans = new TagRules(List.of(TagRule.parse("on:orphan Left=over")), false);
    for (SourceSelection selection :
        List.of(paths(FilterRules.NONE, "a\n", false), listing("a\t1\t0\n"))) {
      assertUsage(DELETE.withSelection(selection), "does not prove that it is gone");
      assertUsage(
          OPTIONS
              .withRules(new ObjectRules(onOrphans, PropertyRules.NONE, false))
              .withSelection(selection),
          "deletes, and tags");
    }
  }

  @Test
  void aListingGivesThePlanOfAWalk() throws Exception {
    for (int i = 0; i < 1000; i++) {
      file("d" + i % 10 + "/f\t" + i + "é", "content " + i);
      if (i % 3 > 0) {
        object("p/d" + i % 10 + "/f\t" + i + "é", "content " + i / 3 * 3);
      }
    }
    object("p/gone", "content 999");
    PlanBundle walked = plan(OPTIONS);
    Path listing = temp.resolve("listing.gz");
    Process find =
        new ProcessBuilder("sh", "-c", FIND + " | gzip > " + listing)
            .directory(source.toFile())
            .start();
    assertThat(find.waitFor()).isZero();
    PlanBundle listed = plan(OPTIONS.withSelection(listing(listing)));
    assertThat(rows(listed)).isEqualTo(withoutIds(rows(walked)));
    assertThat(listed.plan().compared()).isEqualTo(walked.plan().compared());
    assertThat(listed.plan().options()).containsEntry("listing", listing.toString());
  }

  /** A listing does not tell device and inode. */
  private static Map<String, PlanRow> withoutIds(Map<String, PlanRow> rows) {
    Map<String, PlanRow> plain = new HashMap<>(rows);
    plain.replaceAll(
        (key, row) ->
            new PlanRow(
                row.action(),
                row.reason(),
                row.key(),
                row.path(),
                row.size(),
                row.mtime(),
                row.content(),
                row.guard(),
                row.versionId(),
                row.copySource(),
                row.tags()));
    return plain;
  }

  @Test
  void byTheSizeAloneNothingIsReadAndThePlanSaysSo() throws Exception {
    object("p/same size", "12345");
    object("p/other size", "12345");
    object("p/gone", "12345");
    Path listing =
        Files.writeString(temp.resolve("l"), "new\t5\t1\nsame size\t5\t1\nother size\t6\t1\n");
    PlanBundle bundle =
        plan(OPTIONS.withSelection(listing(listing)).withSizeOnly(true).withLimit(1 << 20));
    assertThat(reasons(rows(bundle)))
        .isEqualTo(Map.of("p/new", Reason.NEW, "p/other size", Reason.SIZE));
    assertThat(bundle.plan().compared().same()).isEqualTo(1);
    assertThat(bundle.plan().compared().hashed()).isZero();
    assertThat(bundle.plan().notes()).anyMatch(note -> note.contains("the same by size only"));
    assertThat(bundle.plan().options()).containsEntry("size-only", "true");
  }

  @Test
  void aListingNeedsNoFiles() throws Exception {
    object("p/same size", "12345");
    Path listing = Files.writeString(temp.resolve("l"), "new\t7\t1700000000.5\nsame size\t5\t1\n");
    Path elsewhere = temp.resolve("elsewhere");
    PlanBundle bundle =
        plan(OPTIONS.withSelection(listing(listing)), S3Location.parse("s3://bucket/p"), elsewhere);
    assertThat(reasons(rows(bundle)))
        .isEqualTo(Map.of("p/new", Reason.NEW, "p/same size", Reason.UNREADABLE));
    Path sums = sums(md5("12345") + "  same size\n");
    PlanBundle known =
        plan(
            OPTIONS.withSelection(listing(listing)).withChecksums(sums),
            S3Location.parse("s3://bucket/p"),
            elsewhere);
    assertThat(rows(known)).containsOnlyKeys("p/new");
    assertThat(known.plan().compared().remembered()).isEqualTo(1);
  }

  @Test
  void aListingThatIsNotUnderstoodOrCutOffIsRefused() throws Exception {
    for (String line :
        List.of(
            "a", "a\t1", "a\tx\t1", "a\t-1\t1", "a\t1\tx", "\t1\t1", "/a\t1\t1", "a\t1\t9e99")) {
      assertUsage(
          OPTIONS.withSelection(listing("a\t1\t1\n" + line + "\n")), "line 2 is not a path");
    }
    assertUsage(OPTIONS.withSelection(listing("a\t1\t1\nb\t1\t17000")), "is it cut off");
    Path cut = temp.resolve("cut.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(cut))) {
      out.write("a\t1\t1\n".repeat(1000).getBytes(UTF_8));
    }
    byte[] bytes = Files.readAllBytes(cut);
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length - 9));
    assertThatThrownBy(() -> plan(OPTIONS.withSelection(listing(cut))))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("damaged or cut off");
  }

  @Test
  void listedChecksumsAreBelievedUnlessTheFileIsNewer() throws Exception {
    List<String> names =
        List.of("same", "differs", "back\\slash", "new\nline", "tagged (1)", "twice", "newer");
    for (String name : names) {
      Path file = file(name, "12345");
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
      object("p/" + name, "12345");
    }
    String right = md5("12345");
    Path sums =
        sums(
            right
                + " *same\n"
                + md5("abcde").toUpperCase(java.util.Locale.ROOT)
                + "  ./differs\n"
                + "\\"
                + right
                + "  back\\\\slash\n"
                + "\\"
                + right
                + "  new\\nline\n"
                + "MD5 (tagged (1)) = "
                + right
                + "\n"
                + md5("x")
                + "  twice\n"
                + md5("y")
                + "  twice\n"
                + md5("z")
                + "  newer\n"
                + right
                + "  no such file\n");
    Files.setLastModifiedTime(sums, FileTime.fromMillis(2_000_000));
    Files.setLastModifiedTime(source.resolve("newer"), FileTime.fromMillis(2_000_000));

    PlanBundle bundle = plan(OPTIONS.withChecksums(sums));
    assertThat(reasons(rows(bundle))).isEqualTo(Map.of("p/differs", Reason.CONTENT));
    assertThat(bundle.plan().compared().remembered()).isEqualTo(5);
    assertThat(bundle.plan().compared().hashed()).as("twice, newer").isEqualTo(2);
    assertThat(String.join(" ", bundle.plan().notes()))
        .contains(sums + ", written 1970-01-01T00:33:20Z");

    PlanBundle again = plan(OPTIONS.withChecksums(sums).withRehash(1));
    assertThat(problems(again)).isEqualTo(Map.of("differs", Problem.Kind.SILENT_CHANGE));
  }

  @Test
  void whatMd5sumPrintsIsUnderstood() throws Exception {
    List<String> names = List.of("plain", "back\\slash", "new\nline", "cr\rhere", "(1) = 2");
    for (String name : names) {
      Path file = file(name, name);
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
      object("p/" + name, name);
    }
    for (String options : List.of("", "-b", "--tag")) {
      Path sums = temp.resolve("sums" + options);
      Process md5sum =
          new ProcessBuilder("sh", "-c", "md5sum " + options + " -- * > " + sums)
              .directory(source.toFile())
              .start();
      assertThat(md5sum.waitFor()).isZero();
      PlanBundle bundle = plan(OPTIONS.withChecksums(sums));
      assertThat(rows(bundle)).isEmpty();
      assertThat(bundle.plan().compared().remembered()).as(options).isEqualTo(names.size());
    }
  }

  @Test
  void checksumsThatAreNotUnderstoodAreRefused() throws Exception {
    file("a", "1");
    for (String line :
        List.of("hello", md5("1") + " a", md5("1") + "  /a", "\\" + md5("1") + "  a\\x")) {
      Path sums = sums(md5("1") + "  a\n" + line + "\n");
      assertUsage(OPTIONS.withChecksums(sums), "line 2 is not an MD5");
    }
    assertUsage(OPTIONS.withChecksums(sums(md5("1") + "  a")), "is it cut off");
    assertUsage(OPTIONS.withChecksums(temp.resolve("nowhere")), "cannot be read: no such file");
  }

  private void assertUsage(PlanOptionsFixture options, String words) {
    assertThatThrownBy(() -> plan(options))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(words)
        .extracting(e -> ((StocktakeException) e).kind())
        .isEqualTo(StocktakeException.Kind.USAGE);
  }

  private Path sums(String text) throws IOException {
    return Files.writeString(temp.resolve("sums"), text);
  }

  private SourceSelection paths(FilterRules names, String list, boolean nul) throws IOException {
    InputList file = new InputList(Files.writeString(temp.resolve("list"), list), nul);
    return new SourceSelection(
        names, FileFilter.NONE, false, Optional.of(file), Optional.empty(), AttributePolicy.NONE);
  }

  private SourceSelection listing(String text) throws IOException {
    return listing(Files.writeString(temp.resolve("listing"), text));
  }

  private static SourceSelection listing(Path path) {
    return new SourceSelection(
        FilterRules.NONE,
        FileFilter.NONE,
        false,
        Optional.empty(),
        Optional.of(new InputList(path, false)),
        AttributePolicy.NONE);
  }
}
