package io.stocktake.executor.restore.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.restore.LocalState;
import io.stocktake.manifests.source.FileId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTreeTest {
  private static final String TEMPORARY = ".temporary";

  @TempDir private Path base;
  private Path root;
  private Path outside;
  private TargetTree tree;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(base.resolve("root"));
    outside = Files.createDirectory(base.resolve("outside"));
    tree = TargetTree.open(root);
  }

  @AfterEach
  void close() throws IOException {
    tree.close();
  }

  @Test
  void aFileIsThereOnceItIsCommitted() throws IOException {
    try (TargetFile file = tree.create("a/b/c", TEMPORARY)) {
      file.write("hello".getBytes(UTF_8), 0, 5);
      assertThat(root.resolve("a/b/c")).doesNotExist();
      file.commit(LocalState.ABSENT, AttributeChange.NONE);
    }
    assertThat(root.resolve("a/b/c")).hasContent("hello");
    assertThat(names(root.resolve("a/b"))).containsExactly("c");
  }

  @Test
  void withoutCommitNothingIsLeft() throws IOException {
    try (TargetFile file = tree.create("a", TEMPORARY)) {
      file.write(new byte[10], 0, 10);
    }
    assertThat(names(root)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/etc/x",
        "..",
        "../x",
        "a/../../x",
        "a//b",
        "./a",
        "a/.",
        "a/..",
        "a/",
        "a\0b",
      })
  void aPathThatIsNoneIsRefused(String path) throws IOException {
    assertThatThrownBy(() -> tree.create(path, TEMPORARY)).isInstanceOf(TargetException.class);
    assertThatThrownBy(() -> tree.makeDirectory(path)).isInstanceOf(TargetException.class);
    assertThatThrownBy(() -> tree.makeLink(path, new byte[] {'x'}, LocalState.ABSENT, TEMPORARY))
        .isInstanceOf(TargetException.class);
    assertThatThrownBy(() -> tree.delete(path, LocalState.ABSENT))
        .isInstanceOf(TargetException.class);
    assertThat(names(root)).isEmpty();
  }

  @Test
  void noLinkIsFollowed() throws IOException {
    Files.createSymbolicLink(root.resolve("d"), outside);
    Files.createSymbolicLink(root.resolve("f"), outside.resolve("f"));
    Files.createSymbolicLink(root.resolve("here"), Path.of("."));
    for (String path : List.of("d/x", "here/x", "d/x/y")) {
      assertThatThrownBy(() -> tree.create(path, TEMPORARY))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("symbolic link");
      assertThatThrownBy(() -> tree.makeDirectory(path)).isInstanceOf(TargetException.class);
    }
    assertThatThrownBy(() -> tree.makeDirectory("d")).isInstanceOf(TargetException.class);
    try (TargetFile file = tree.create("f", TEMPORARY)) {
      file.write(new byte[1], 0, 1);
      assertThatThrownBy(() -> file.commit(LocalState.ABSENT, AttributeChange.NONE))
          .isInstanceOf(TargetException.class);
    }
    assertThat(names(outside)).isEmpty();
    assertThat(names(root)).containsExactlyInAnyOrder("d", "f", "here");
  }

  @Test
  void aFileInTheWayOfADirectoryIsNamed() throws IOException {
    Files.writeString(root.resolve("a"), "x");
    assertThatThrownBy(() -> tree.create("a/b", TEMPORARY))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("a is not a directory");
    assertThat(root.resolve("a")).hasContent("x");
  }

  @Test
  void whatTookTheNameMeanwhileIsLeftAlone() throws IOException {
    try (TargetFile file = tree.create("a", TEMPORARY)) {
      file.write(new byte[1], 0, 1);
      Files.writeString(root.resolve("a"), "theirs");
      assertThatThrownBy(() -> file.commit(LocalState.ABSENT, AttributeChange.NONE))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("free");
    }
    assertThat(root.resolve("a")).hasContent("theirs");
    assertThat(names(root)).containsExactly("a");
  }

  @Test
  void onlyTheFileThatThePlanSawIsReplaced() throws IOException {
    Path path = Files.writeString(root.resolve("a"), "old");
    LocalState seen = state(path);
    try (TargetFile file = tree.create("a", TEMPORARY)) {
      file.write(new byte[] {'n'}, 0, 1);
      file.commit(seen, AttributeChange.NONE);
    }
    assertThat(path).hasContent("n");
    try (TargetFile file = tree.create("a", TEMPORARY)) {
      file.write(new byte[] {'m'}, 0, 1);
      assertThatThrownBy(() -> file.commit(seen, AttributeChange.NONE))
          .hasMessageContaining("changed since the plan");
    }
    assertThat(path).hasContent("n");
    Files.delete(path);
    try (TargetFile file = tree.create("a", TEMPORARY)) {
      assertThatThrownBy(() -> file.commit(seen, AttributeChange.NONE))
          .hasMessageContaining("gone");
    }
    assertThat(names(root)).isEmpty();
  }

  @Test
  void longAndStrangeNamesFit() throws IOException {
    String longest = "ä".repeat(127) + "x";
    for (String name : List.of(longest, "new\nline", "tab\t", " ", "-rf", "\u202e", "a\\b", "😀")) {
      try (TargetFile file = tree.create("d/" + name, ".stocktake-restore-0123456789abcdef-1")) {
        file.commit(LocalState.ABSENT, AttributeChange.NONE);
      }
      assertThat(root.resolve("d").resolve(name)).exists();
    }
    assertThatThrownBy(() -> tree.create("x".repeat(256) + "/y", TEMPORARY))
        .isInstanceOf(IOException.class);
  }

  @Test
  void zerosAreHoles() throws IOException {
    byte[] content = new byte[10 * TargetFile.BLOCK + 17];
    content[3 * TargetFile.BLOCK] = 1;
    try (TargetFile file = tree.create("a", TEMPORARY)) {
      Random random = new Random(1);
      for (int done = 0; done < content.length; ) {
        int some = Math.min(content.length - done, 1 + random.nextInt(3 * TargetFile.BLOCK));
        file.write(content, done, some);
        done += some;
      }
      file.commit(LocalState.ABSENT, AttributeChange.NONE);
    }
    assertThat(root.resolve("a")).hasBinaryContent(content);
    try (TargetFile file = tree.create("b", TEMPORARY)) {
      file.write(new byte[2 * TargetFile.BLOCK], 0, 2 * TargetFile.BLOCK);
      file.commit(LocalState.ABSENT, AttributeChange.NONE);
    }
    assertThat(root.resolve("b")).hasBinaryContent(new byte[2 * TargetFile.BLOCK]);
  }

  @Test
  void whatAKilledRunLeftIsClearedUp() throws IOException {
    assertThat(tree.recover("none/x", TEMPORARY)).isFalse();
    Files.writeString(root.resolve(TEMPORARY), "half");
    assertThat(tree.recover("a", TEMPORARY)).isFalse();
    Files.writeString(root.resolve(TEMPORARY), "whole");
    Files.createLink(root.resolve("a"), root.resolve(TEMPORARY));
    assertThat(tree.recover("a", TEMPORARY)).isTrue();
    assertThat(names(root)).containsExactly("a");
    Files.writeString(root.resolve(TEMPORARY), "half");
    assertThat(tree.recover("a", TEMPORARY)).isFalse();
    assertThat(names(root)).containsExactly("a");
  }

  @Test
  void linksAreTextAndAreMadeOnce() throws IOException {
    tree.makeLink("l/k", "../../outside".getBytes(UTF_8), LocalState.ABSENT, TEMPORARY);
    assertThat(Files.readSymbolicLink(root.resolve("l/k"))).isEqualTo(Path.of("../../outside"));
    assertThat(tree.isLink("l/k", "../../outside".getBytes(UTF_8))).isTrue();
    assertThat(tree.isLink("l/k", "other".getBytes(UTF_8))).isFalse();
    assertThatThrownBy(() -> tree.makeLink("l/k", new byte[] {'x'}, LocalState.ABSENT, TEMPORARY))
        .isInstanceOf(TargetException.class);
    LocalState seen = state(root.resolve("l/k"));
    tree.makeLink("l/k", new byte[] {'x'}, seen, TEMPORARY);
    assertThat(Files.readSymbolicLink(root.resolve("l/k"))).isEqualTo(Path.of("x"));
    assertThat(names(root.resolve("l"))).containsExactly("k");
  }

  @Test
  void filesGoToTheTrashOrForGood() throws IOException {
    Path path = Files.writeString(Files.createDirectory(root.resolve("d")).resolve("x"), "1");
    LocalState seen = state(path);
    tree.move("d/x", seen, "trash/now/d/x");
    assertThat(path).doesNotExist();
    assertThat(root.resolve("trash/now/d/x")).hasContent("1");
    Files.writeString(path, "2");
    assertThatThrownBy(() -> tree.delete("d/x", seen)).isInstanceOf(TargetException.class);
    assertThatThrownBy(() -> tree.move("d/x", state(path), "trash/now/d/x"))
        .isInstanceOf(TargetException.class);
    tree.delete("d/x", state(path));
    assertThat(path).doesNotExist();
  }

  /** A directory is replaced by a link, and put back, all the time. */
  @Test
  void noWriteIsLedOutside() throws Exception {
    Files.createDirectory(root.resolve("d"));
    AtomicBoolean over = new AtomicBoolean();
    Thread swapper = new Thread(() -> swap(over));
    swapper.start();
    int written = 0;
    for (int i = 0; i < 2000; i++) {
      try (TargetTree fresh = TargetTree.open(root);
          TargetFile file = fresh.create("d/e" + i % 7 + "/f" + i, TEMPORARY + i)) {
        file.write(new byte[1], 0, 1);
        file.commit(LocalState.ABSENT, AttributeChange.NONE);
        written++;
      } catch (TargetException | NoSuchFileException e) {
        // The link was there, or nothing.
      }
    }
    over.set(true);
    swapper.join();
    assertThat(names(outside)).isEmpty();
    assertThat(written).isPositive();
  }

  private void swap(AtomicBoolean over) {
    try {
      while (!over.get()) {
        Files.move(root.resolve("d"), root.resolve("moved"));
        Files.createSymbolicLink(root.resolve("d"), outside);
        Files.delete(root.resolve("d"));
        Files.move(root.resolve("moved"), root.resolve("d"));
      }
    } catch (IOException e) {
      // A directory was made in the place: the files are below it from now on.
    }
  }

  private static LocalState state(Path path) throws IOException {
    BasicFileAttributes now =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return LocalState.of(now.size(), now.lastModifiedTime().toInstant(), FileId.of(now));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> names = Files.list(directory)) {
      return names.map(path -> path.getFileName().toString()).toList();
    }
  }
}
