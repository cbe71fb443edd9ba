package io.stocktake.planner.source.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Problem.Kind;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.WalkOptions;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.source.filter.NameFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TreeWalkTest {
  @TempDir private Path temp;
  private Path root;
  private final Map<String, Long> files = new ConcurrentSkipListMap<>();
  private final Map<String, Kind> problems = new ConcurrentSkipListMap<>();

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(temp.resolve("root")).toRealPath();
  }

  @Test
  void findsEveryFileOnceWhateverItsName() throws Exception {
    Set<String> names =
        new TreeSet<>(
            Set.of(
                "plain.jpg",
                "with space.png",
                "a+b%20c#d&e?.jpg",
                "größe/日本語/😀.png",
                "tab\there",
                "new\nline",
                "back\\slash",
                "\"quoted\"",
                "replacement\uFFFDcharacter",
                "deep/" + "d/".repeat(60) + "f"));
    for (String name : names) {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[name.length()]);
    }
    walk(LinkPolicy.SKIP);
    assertThat(files.keySet()).isEqualTo(names);
    files.forEach((name, size) -> assertThat(size).isEqualTo(name.length()));
    assertThat(problems).isEmpty();
  }

  @Test
  void anEmptyDirectoryHasNoFiles() throws Exception {
    walk(LinkPolicy.SKIP);
    assertThat(files).isEmpty();
    assertThat(problems).isEmpty();
  }

  @Test
  void namesThatAreNotUtf8AreListed() throws Exception {
    int exit =
        new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'bad\\377name')\"")
            .directory(root.toFile())
            .start()
            .waitFor();
    assertThat(exit).isZero();
    Files.write(root.resolve("good"), new byte[1]);
    walk(LinkPolicy.SKIP);
    assertThat(files).containsOnlyKeys("good");
    assertThat(problems).isEqualTo(Map.of("bad%FFname", Kind.NAME_NOT_UTF8));
  }

  @Test
  void linksAreSkippedUnlessFollowed() throws Exception {
    Files.createDirectory(root.resolve("real"));
    Files.write(root.resolve("real/f"), new byte[3]);
    Files.createSymbolicLink(root.resolve("dirlink"), Path.of("real"));
    Files.createSymbolicLink(root.resolve("filelink"), Path.of("real/f"));
    walk(LinkPolicy.SKIP);
    assertThat(files).containsOnlyKeys("real/f");
    assertThat(problems)
        .isEqualTo(Map.of("dirlink", Kind.LINK_SKIPPED, "filelink", Kind.LINK_SKIPPED));

    files.clear();
    problems.clear();
    walk(LinkPolicy.FOLLOW);
    assertThat(files)
        .isEqualTo(new TreeMap<>(Map.of("real/f", 3L, "dirlink/f", 3L, "filelink", 3L)));
    assertThat(problems).isEmpty();
  }

  @Test
  void loopsEndAndAreListed() throws Exception {
    Files.createDirectories(root.resolve("a"));
    Files.createDirectories(root.resolve("b"));
    Files.write(root.resolve("a/f"), new byte[1]);
    Files.createSymbolicLink(root.resolve("a/self"), Path.of("."));
    Files.createSymbolicLink(root.resolve("a/toB"), root.resolve("b"));
    Files.createSymbolicLink(root.resolve("b/toA"), root.resolve("a"));
    walk(LinkPolicy.FOLLOW);
    assertThat(files).containsKeys("a/f", "b/toA/f");
    assertThat(problems)
        .containsEntry("a/self", Kind.LINK_LOOP)
        .containsEntry("a/toB/toA", Kind.LINK_LOOP)
        .containsEntry("b/toA/toB", Kind.LINK_LOOP);
  }

  @Test
  void linksThatLeaveTheRootOrLeadNowhereAreListed() throws Exception {
    Files.write(temp.resolve("secret"), new byte[1]);
    Files.createSymbolicLink(root.resolve("out"), temp.resolve("secret"));
    Files.createSymbolicLink(root.resolve("nowhere"), Path.of("missing"));
    walk(LinkPolicy.FOLLOW);
    assertThat(files).isEmpty();
    assertThat(problems).isEqualTo(Map.of("out", Kind.LINK_OUTSIDE, "nowhere", Kind.LINK_BROKEN));
  }

  @Test
  void specialFilesAreListedAndNotOpened() throws Exception {
    int exit = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor();
    assertThat(exit).isZero();
    walk(LinkPolicy.SKIP);
    assertThat(problems).isEqualTo(Map.of("pipe", Kind.SPECIAL_FILE));
  }

  @Test
  void directoriesOfOtherFileSystemsAreNotWalkedOnRequest() throws Exception {
    Path devices = Path.of("/dev");
    Path shared = devices.resolve("shm");
    assumeTrue(
        Files.isDirectory(shared)
            && !Files.getAttribute(devices, "unix:dev")
                .equals(Files.getAttribute(shared, "unix:dev")));
    root = devices;
    walk(new WalkOptions(LinkPolicy.SKIP, NameFilter.NONE, true, true, AttributePolicy.NONE));
    assertThat(problems).containsEntry("shm", Kind.OTHER_FILE_SYSTEM);
    assertThat(Kind.OTHER_FILE_SYSTEM.effect()).isEqualTo(Problem.Effect.SHADOWS);
    assertThat(files.keySet()).noneMatch(name -> name.startsWith("shm/"));
  }

  @Test
  void aTreeOfAThousandDirectoriesInEachOtherIsWalkedToItsEnd() throws Exception {
    Path deep = root;
    for (int i = 0; i < 1000; i++) {
      deep = Files.createDirectory(deep.resolve("d"));
    }
    Files.write(deep.resolve("f"), new byte[1]);
    walk(LinkPolicy.SKIP);
    assertThat(files).containsOnlyKeys("d/".repeat(1000) + "f");
    // JUnit takes ten seconds to delete it
    assertThat(new ProcessBuilder("rm", "-r", root.toString()).start().waitFor()).isZero();
  }

  @Test
  void whatTheNamesLeaveOutIsNotLookedAt() throws Exception {
    Files.createDirectories(root.resolve("out/below"));
    Files.write(root.resolve("out/below/f"), new byte[1]);
    Files.write(root.resolve("in"), new byte[1]);
    NameFilter out = (path, directory) -> path.equals("out");
    walk(new WalkOptions(LinkPolicy.SKIP, out, false, true, AttributePolicy.NONE));
    assertThat(files).containsOnlyKeys("in");
  }

  @Test
  void aFailingSinkEndsTheWalk() throws Exception {
    for (int i = 0; i < 50; i++) {
      Files.createDirectory(root.resolve("d" + i));
      Files.write(root.resolve("d" + i + "/f"), new byte[1]);
    }
    assertThatThrownBy(
            () -> TreeWalk.walk(root, WalkOptions.all(LinkPolicy.SKIP, false), 4, failing("")))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
  }

  /** It is no fault of the link, which would be listed and left out. */
  @ParameterizedTest
  @EnumSource(
      value = LinkPolicy.class,
      names = {"FOLLOW", "STORE"})
  void aSinkThatFailsForALinkEndsTheWalk(LinkPolicy links) throws Exception {
    Files.write(root.resolve("f"), new byte[1]);
    Files.createSymbolicLink(root.resolve("link"), Path.of("f"));
    assertThatThrownBy(() -> TreeWalk.walk(root, WalkOptions.all(links, false), 1, failing("link")))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
  }

  /** Fails at files with names that begin so. */
  private static FileSink failing(String prefix) {
    return new FileSink() {
      @Override
      public void file(WalkedFile file) throws IOException {
        if (file.name().startsWith(prefix)) {
          throw new IOException("disk full");
        }
      }

      @Override
      public void problem(Problem problem) {}
    };
  }

  private void walk(LinkPolicy links) throws Exception {
    walk(WalkOptions.all(links, true));
  }

  private void walk(WalkOptions walkOptions) throws Exception {
    TreeWalk.walk(
        root,
        walkOptions,
        3,
        new FileSink() {
          @Override
          public void file(WalkedFile file) {
            assertThat(files.put(file.name(), file.size())).as(file.name()).isNull();
            assertThat(file.identity()).isPresent();
          }

          @Override
          public void problem(Problem problem) {
            problems.put(problem.path(), problem.kind());
          }
        });
  }
}
