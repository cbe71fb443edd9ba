package io.stocktake.planner.source.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.plan.AttributeStyle;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.files.ExtendedAttributes;
import io.stocktake.planner.files.Stat;
import io.stocktake.planner.model.FoundEntry;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.WalkOptions;
import io.stocktake.planner.source.WalkedEntry;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.source.filter.NameFilter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A walk that is asked for attributes tells of every entry what {@code find} says of it. */
class EntryWalkTest {
  private static final AttributePolicy CATALOGUE = policy(false, false);

  private static final String TREE =
      """
      mkdir -p d/empty d/closed "a b%ü/ä"
      printf 12345 > d/file; printf x > "a b%ü/ä/\uFFFD"
      ln d/file d/other; ln d/file "a b%ü/third"; printf 1 > single
      printf y > "$(printf 'bad\\377%%name')"; mkdir "$(printf 'dir\\376')"
      printf z > "$(printf 'dir\\376/unseen')"
      mkfifo pipe; ln pipe pipe2
      ln -s file d/link; ln -s nowhere "broken ü"; ln -s .. d/up; ln -s d dirlink
      ln -s "$(printf '../x\\377/y')" odd; ln -s odd "$(printf 'odd\\375')"; ln odd odd2
      chmod 4751 d/file; chmod 0 single; chmod 2770 d/empty; chmod 1777 "a b%ü"; chmod 600 pipe
      touch -d '1969-12-31 23:59:58.123456789 UTC' d/file
      touch -d '2031-01-01 00:00:00.000000001 UTC' d/empty
      touch -h -d '2001-02-03 04:05:06.5 UTC' d/link
      chown -h 12345:54321 d/link single 2>/dev/null || true
      chown daemon:games d/other d/empty 2>/dev/null || true
      """;

  @TempDir private Path temp;
  private Path root;
  private final Map<Bytes, WalkedEntry> entries = new ConcurrentHashMap<>();
  private final Map<String, WalkedFile> files = new ConcurrentHashMap<>();
  private final Map<String, Problem.Kind> problems = new ConcurrentHashMap<>();

  @BeforeEach
  void makeTree() throws Exception {
    root = Files.createDirectory(temp.resolve("root")).toRealPath();
    sh(TREE);
  }

  @Test
  void everyEntryIsToldOnceWithWhatFindSaysOfIt() throws Exception {
    walk(LinkPolicy.SKIP, CATALOGUE, NameFilter.NONE);
    Map<Bytes, FoundEntry> found = FoundEntry.below(root);
    found.remove(bytes("dir\u00fe/unseen")); // no name below one that is not UTF-8 can be a key
    checkAll(found);
    assertThat(found).hasSizeGreaterThan(20);
    assertThat(problems)
        .containsEntry("bad%FF%25name", Problem.Kind.NAME_NOT_UTF8)
        .containsEntry("dir%FE", Problem.Kind.NAME_NOT_UTF8)
        .containsEntry("odd%FD", Problem.Kind.NAME_NOT_UTF8)
        .containsEntry("pipe", Problem.Kind.SPECIAL_FILE)
        .containsEntry("odd", Problem.Kind.LINK_SKIPPED);
    assertThat(entries.get(bytes("dir\u00fe")).name()).isEqualTo("dir%FE/");
    assertThat(entries.get(bytes("bad\u00ff%name")).name()).isEqualTo("bad%FF%25name");
  }

  @Test
  void storedLinksAreFilesAndKeepTheirTargets() throws Exception {
    walk(LinkPolicy.STORE, CATALOGUE, NameFilter.NONE);
    Map<Bytes, FoundEntry> found = FoundEntry.below(root);
    found.remove(bytes("dir\u00fe/unseen"));
    checkAll(found);
    assertThat(files.get("d/link.rclonelink").isLink()).isTrue();
    assertThat(entries.get(Bytes.of("d/link")).name()).isEqualTo("d/link.rclonelink");
    assertThat(problems).containsEntry("odd.rclonelink", Problem.Kind.UNREADABLE_FILE);
    assertThat(entries.get(Bytes.of("odd")).linkTarget()).contains(bytes("../x\u00ff/y"));
  }

  @Test
  void followedLinksAreWhatTheyStandForAndOthersStayLinks() throws Exception {
    walk(LinkPolicy.FOLLOW, CATALOGUE, NameFilter.NONE);
    assertThat(entries.get(Bytes.of("d/link")).kind()).isEqualTo(EntryKind.FILE);
    assertThat(entries.get(Bytes.of("d/link")).attributes())
        .isEqualTo(entries.get(Bytes.of("d/file")).attributes());
    assertThat(entries.get(Bytes.of("dirlink")).kind()).isEqualTo(EntryKind.DIRECTORY);
    assertThat(entries.get(Bytes.of("dirlink/file")).kind()).isEqualTo(EntryKind.FILE);
    assertThat(entries.get(Bytes.of("d/up")).kind()).isEqualTo(EntryKind.LINK);
    assertThat(entries.get(Bytes.of("broken ü")).linkTarget()).contains(Bytes.of("nowhere"));
    assertThat(problems)
        .containsEntry("d/up", Problem.Kind.LINK_LOOP)
        .containsEntry("broken ü", Problem.Kind.LINK_BROKEN);
  }

  @Test
  void whatIsLeftOutIsNotTold() throws Exception {
    NameFilter filter = (path, directory) -> path.startsWith("d") || path.startsWith("bad");
    walk(LinkPolicy.SKIP, CATALOGUE, filter);
    assertThat(entries.keySet()).extracting(Bytes::toString).noneMatch(p -> p.startsWith("bad"));
    assertThat(entries).doesNotContainKeys(Bytes.of("d"), Bytes.of("d/file"), Bytes.of("dirlink"));
    assertThat(entries).containsKeys(Bytes.of("single"), Bytes.of(""));
  }

  @Test
  void extendedAttributesAreToldOnlyIfAskedFor() throws Exception {
    assumeTrue(ExtendedAttributes.readable(), "no system calls in this JVM");
    assumeTrue(Files.getFileStore(root).supportsFileAttributeView("user"), "no xattrs here");
    for (String name : List.of("d", "d/file", "single", "")) {
      Files.getFileAttributeView(root.resolve(name), UserDefinedFileAttributeView.class)
          .write("of", ByteBuffer.wrap(name.getBytes(UTF_8)));
    }
    for (LinkPolicy links : LinkPolicy.values()) {
      entries.clear();
      walk(links, policy(true, false), NameFilter.NONE);
      for (String name : List.of("d", "d/file", "d/other", "single", "")) {
        String of = name.equals("d/other") ? "d/file" : name;
        assertThat(entries.get(Bytes.of(name)).attributes().xattrs())
            .as("%s of %s", links, name)
            .isEqualTo(Map.of("user.of", Bytes.of(of)));
      }
      assertThat(entries.get(Bytes.of("d/empty")).attributes().xattrs()).isEmpty();
      assertThat(entries.get(Bytes.of("pipe")).attributes().xattrs()).isEmpty();
      assertThat(problems).doesNotContainValue(Problem.Kind.UNREADABLE_ATTRIBUTES);
    }
    entries.clear();
    walk(LinkPolicy.SKIP, policy(false, true), NameFilter.NONE);
    assertThat(entries.values()).allMatch(entry -> entry.attributes().xattrs().isEmpty());
  }

  @Test
  void whatCannotBeReadIsAProblemAndNotALostEntry() throws Exception {
    assumeTrue(ExtendedAttributes.readable(), "no system calls in this JVM");
    EntryRecorder recorder =
        new EntryRecorder(
            root,
            new WalkOptions(LinkPolicy.SKIP, NameFilter.NONE, false, true, policy(true, true)),
            sink());
    Path gone = root.resolve("single");
    Stat stat = Stat.of(gone, Stat.Detail.OWNERSHIP);
    Files.delete(gone);
    assertThat(recorder.entry("single", Optional.empty(), stat, gone))
        .hasValueSatisfying(entry -> assertThat(entry.attributes().xattrs()).isEmpty());
    assertThat(problems).isEqualTo(Map.of("single", Problem.Kind.UNREADABLE_ATTRIBUTES));
  }

  @Test
  void whatCannotBeAskedForIsAnEntryOfWhichNothingIsKnown() throws Exception {
    EntryClassifier classifier =
        new EntryClassifier(
            root,
            new WalkOptions(LinkPolicy.SKIP, NameFilter.NONE, false, true, CATALOGUE),
            sink(),
            Problem.Kind.UNREADABLE_FILE,
            directory -> {});
    classifier.at(new Directory(root.resolve("d"), "d/", null), "gone");
    assertThat(problems).isEqualTo(Map.of("d/gone", Problem.Kind.UNREADABLE_FILE));
    assertThat(entries).containsOnlyKeys(Bytes.of("d/gone"));
    assertThat(entries.get(Bytes.of("d/gone")).attributes().mode()).isZero();
  }

  @Test
  void withoutBeingAskedNothingIsTold() throws Exception {
    for (LinkPolicy links : LinkPolicy.values()) {
      walk(links, AttributePolicy.NONE, NameFilter.NONE);
    }
    assertThat(entries).isEmpty();
    assertThat(files.values()).isNotEmpty().allMatch(file -> file.entry().isEmpty());
  }

  private void checkAll(Map<Bytes, FoundEntry> found) {
    assertThat(entries.keySet()).isEqualTo(found.keySet());
    Map<String, Long> groups = new HashMap<>();
    found.forEach((path, entry) -> check(path, entry, groups));
    assertThat(groups.values()).doesNotHaveDuplicates().doesNotContain(0L);
  }

  private void check(Bytes path, FoundEntry found, Map<String, Long> groups) {
    WalkedEntry entry = entries.get(path);
    assertThat(entry.kind()).as("%s", path).isEqualTo(found.kind());
    assertThat(entry.size()).as("%s", path).isEqualTo(found.size());
    assertThat(entry.linkTarget()).as("%s", path).isEqualTo(found.target());
    EntryAttributes told = entry.attributes();
    long group =
        found.file().isEmpty()
            ? 0
            : groups.computeIfAbsent(found.file().get(), f -> told.hardLink());
    EntryAttributes expected = found.attributes();
    assertThat(told)
        .as("%s", path)
        .isEqualTo(
            new EntryAttributes(
                expected.mode(),
                expected.uid(),
                expected.gid(),
                expected.owner(),
                expected.group(),
                expected.mtime(),
                group,
                Map.of()));
  }

  private void walk(LinkPolicy links, AttributePolicy attributes, NameFilter filter)
      throws Exception {
    TreeWalk.walk(root, new WalkOptions(links, filter, false, true, attributes), 3, sink());
  }

  private static AttributePolicy policy(boolean xattrs, boolean acls) {
    return new AttributePolicy(
        AttributePolicy.Store.CATALOGUE, AttributeStyle.RCLONE, xattrs, acls);
  }

  private FileSink sink() {
    return new FileSink() {
      @Override
      public void file(WalkedFile file) {
        files.put(file.name(), file);
        file.entry().ifPresent(this::entry);
      }

      @Override
      public void entry(WalkedEntry entry) {
        boolean directory = entry.name().endsWith("/");
        String name = directory ? entry.name().replaceFirst("/$", "") : entry.name();
        Bytes path = entry.path().orElse(Bytes.of(name));
        assertThat(Optional.ofNullable(entries.put(path, entry))).as("%s", path).isEmpty();
      }

      @Override
      public void problem(Problem problem) {
        problems.put(problem.path(), problem.kind());
      }
    };
  }

  /** Each character stands for a byte. */
  private static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(ISO_8859_1));
  }

  private void sh(String script) throws IOException, InterruptedException {
    Path file = Files.writeString(temp.resolve("script"), "set -e\n" + script);
    Process process =
        new ProcessBuilder("sh", file.toString()).directory(root.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }
}
