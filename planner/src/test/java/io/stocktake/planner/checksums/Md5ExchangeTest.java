package io.stocktake.planner.checksums;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.join.OffHeap;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.WalkOptions;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.source.local.TreeWalk;
import io.stocktake.planner.state.FingerprintCache;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered, as md5sum knows it. */
class Md5ExchangeTest {
  private static final List<String> ODD =
      List.of(
          "-", "*star", " blank ", "back\\slash", "line\nend", "ret\rurn\r", "-b", "d/ü", "d/\\n");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path temp;
  private Path source;
  private final List<Problem> problems = new ArrayList<>();

  @BeforeEach
  void makeSource() throws IOException {
    source = Files.createDirectory(temp.resolve("source")).toRealPath();
  }

  @Test
  void md5sumFindsEveryOddNameAndItsContent() throws Exception {
    for (String name : ODD) {
      file(name, "content of " + name);
    }
    try (FingerprintCache memory =
        FingerprintCache.open(temp.resolve("state"), source.toString())) {
      remember(memory, Instant.now().plus(HOUR));
    }
    Path list = export("state");
    assertThat(md5sum(list)).isEqualTo("");

    age(list, Instant.now().plus(HOUR));
    assertThat(imported("other", list).taken()).isEqualTo(ODD.size());
    assertThat(Files.readAllLines(export("other")))
        .containsExactlyInAnyOrderElementsOf(Files.readAllLines(list));
    assertThat(problems).isEmpty();
  }

  @Test
  void onlyWhatIsKnownToBeRightIsWritten() throws Exception {
    Path changed = file("changed", "12345");
    file("known", "abcde");
    file("parts", "abcde");
    file("rotten", "abcde");
    file("unknown", "abcde");
    Files.createSymbolicLink(source.resolve("link"), source.resolve("known"));
    try (FingerprintCache memory =
        FingerprintCache.open(temp.resolve("state"), source.toString())) {
      remember(memory, Instant.now().plus(HOUR));
      walk(
          file -> {
            if (file.name().equals("parts")) {
              memory.put(file, Instant.now().plus(HOUR), ETag.ofParts(new byte[16], 3));
            } else if (file.name().equals("rotten")) {
              memory.suspect(file, ETag.parse(md5("once")));
            }
          });
    }
    Files.writeString(changed, "123456");
    Files.delete(source.resolve("unknown"));
    file("unknown", "new");
    StringWriter out = new StringWriter();
    try (FingerprintCache memory = FingerprintCache.open(temp.resolve("state"))) {
      assertThat(Md5Export.write(memory, LinkPolicy.SKIP, 2, out, problems::add))
          .isEqualTo(new Md5Export.Counts(1, 2, 1, 1));
    }
    assertThat(out).hasToString(md5("abcde") + "  known\n");
    assertThat(problems).extracting(Problem::kind).containsExactly(Problem.Kind.LINK_SKIPPED);
  }

  @Test
  void aFullDiskEndsTheExport() throws Exception {
    file("a", "12345");
    try (FingerprintCache memory =
        FingerprintCache.open(temp.resolve("state"), source.toString())) {
      remember(memory, Instant.now().plus(HOUR));
    }
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    assertThatThrownBy(
            () -> {
              try (FingerprintCache memory = FingerprintCache.open(temp.resolve("state"));
                  Writer out = Files.newBufferedWriter(full)) {
                Md5Export.write(memory, LinkPolicy.SKIP, 2, out, problems::add);
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void aFileThatIsNotOlderThanTheListIsNotBelieved() throws Exception {
    file("old", "12345");
    file("modified", "12345");
    file("unlisted", "12345");
    Path list =
        list(md5("12345") + "  old\n" + md5("12345") + "  ./modified\n" + md5("") + "  gone\n");
    age(list, Instant.now().plus(HOUR));
    age(source.resolve("modified"), Instant.now().plus(HOUR));
    assertThat(imported("state", list)).isEqualTo(new Md5Import.Counts(1, 0, 1, 1, 1));

    age(list, Instant.now().plusSeconds(30));
    assertThat(imported("changed a moment before", list).taken()).isZero();
    age(list, Instant.now().plus(HOUR.multipliedBy(9)));
    try (FingerprintCache memory =
        FingerprintCache.open(temp.resolve("future"), source.toString())) {
      assertThat(
              Md5Import.read(
                      memory, read(list), Clock.systemUTC(), LinkPolicy.SKIP, 2, problems::add)
                  .taken())
          .as("a list from the future is as old as now")
          .isZero();
    }
  }

  @Test
  void whatWasReadIsWorthMoreThanAList() throws Exception {
    file("a", "12345");
    try (FingerprintCache memory =
        FingerprintCache.open(temp.resolve("state"), source.toString())) {
      remember(memory, Instant.now().plus(HOUR));
    }
    Path list = list(md5("else") + "  a\n");
    age(list, Instant.now().plus(HOUR));
    assertThat(imported("state", list)).isEqualTo(new Md5Import.Counts(0, 1, 0, 0, 0));
    assertThat(problems).extracting(Problem::path).containsExactly("a");
    assertThat(Files.readString(export("state"))).isEqualTo(md5("12345") + "  a\n");
  }

  @Test
  void aDirectoryWithoutAStateIsRefused() {
    assertThatThrownBy(() -> FingerprintCache.open(temp))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("holds no state of a plan");
  }

  private Md5Import.Counts imported(String state, Path list) throws Exception {
    try (FingerprintCache memory = FingerprintCache.open(temp.resolve(state), source.toString())) {
      Clock later = Clock.offset(Clock.systemUTC(), HOUR.multipliedBy(2));
      return Md5Import.read(memory, read(list), later, LinkPolicy.SKIP, 2, problems::add);
    }
  }

  private FileChecksums read(Path list) throws IOException {
    return FileChecksums.read(list, new OffHeap(temp.resolve("spilled"), 1 << 24));
  }

  private Path export(String state) throws Exception {
    Path list = temp.resolve(state + ".md5");
    try (FingerprintCache memory = FingerprintCache.open(temp.resolve(state));
        Writer out = Files.newBufferedWriter(list)) {
      Md5Export.write(memory, LinkPolicy.SKIP, 2, out, problems::add);
    }
    return list;
  }

  /** What md5sum complains of. */
  private String md5sum(Path list) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/md5sum")));
    Process check =
        new ProcessBuilder("/usr/bin/md5sum", "-c", "--quiet", "--strict", list.toString())
            .directory(source.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
    return said;
  }

  private interface Visitor {
    void file(WalkedFile walked) throws IOException;
  }

  private void remember(FingerprintCache memory, Instant read) throws Exception {
    walk(
        file -> {
          if (!file.name().equals("unknown")) {
            memory.put(file, read, ETag.parse(md5(Files.readString(source.resolve(file.name())))));
          }
        });
  }

  private void walk(Visitor visitor) throws Exception {
    TreeWalk.walk(
        source,
        WalkOptions.all(LinkPolicy.SKIP, true),
        1,
        new FileSink() {
          @Override
          public void file(WalkedFile walked) throws IOException {
            visitor.file(walked);
          }

          @Override
          public void problem(Problem problem) {}
        });
  }

  private Path file(String name, String content) throws IOException {
    Path file = source.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private Path list(String content) throws IOException {
    return Files.writeString(temp.resolve("list"), content);
  }

  private static void age(Path file, Instant modified) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(modified));
  }

  private static String md5(String content) {
    return Digests.hex(Digests.md5().digest(content.getBytes(UTF_8)));
  }
}
