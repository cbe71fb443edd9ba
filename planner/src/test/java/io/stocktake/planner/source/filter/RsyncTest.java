package io.stocktake.planner.source.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random rules over a tree take the files that rsync takes, where there is an rsync to ask. */
@Proof
class RsyncTest {
  private static final int ROUNDS = ProofShare.of(40);
  private static final List<String> NAMES =
      List.of("a", "b", "ab", "a.b", "*", "[a]", "a b", "\\a");
  private static final List<String> PIECES =
      List.of(
          "a", "b", "*", "**", "***", "?", "[ab]", "[!a]", "[]a-]", "/", "/", ".", "\\*", "\\a");

  @TempDir private Path temp;

  @Test
  void takesWhatRsyncTakes() throws Exception {
    assumeTrue(isInstalled());
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Path source = Files.createDirectory(temp.resolve("source"));
    fill(source, random, 4);
    int kept = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<String> texts = new ArrayList<>();
      for (int i = random.nextInt(5) + 1; i > 0; i--) {
        texts.add(rule(random));
      }
      Set<String> all = files(source);
      FilterRules rules = FilterRulesTest.rules(texts.toArray(new String[0]));
      Set<String> expected = rsync(source, temp.resolve("copy" + round), texts);
      kept += expected.size();
      all.removeIf(rules::excludesFile);
      assertThat(all).as("seed %d, rules %s", seed, texts).isEqualTo(expected);
    }
    assertThat(kept).as("the rules do not exclude everything").isPositive();
  }

  private static String rule(Random random) {
    StringBuilder pattern = new StringBuilder();
    for (int i = random.nextInt(4) + 1; i > 0; i--) {
      pattern.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    String sign = random.nextInt(3) == 0 ? "+" : "-";
    return sign + (random.nextInt(8) == 0 ? "! " : " ") + pattern;
  }

  private static void fill(Path directory, Random random, int depth) throws IOException {
    for (String name : NAMES) {
      Path entry = directory.resolve(name);
      if (depth > 1 && random.nextInt(3) == 0) {
        fill(Files.createDirectory(entry), random, depth - 1);
      } else if (random.nextInt(4) > 0) {
        Files.createFile(entry);
      }
    }
  }

  private static Set<String> rsync(Path source, Path copy, List<String> rules) throws Exception {
    List<String> command = new ArrayList<>(List.of("rsync", "-r"));
    rules.forEach(rule -> command.add("--filter=" + rule));
    command.addAll(List.of(source + "/", copy + "/"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("%s %s", rules, said).isZero();
    return Files.exists(copy) ? files(copy) : Set.of();
  }

  private static Set<String> files(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      Set<String> names = new TreeSet<>();
      tree.filter(Files::isRegularFile).forEach(p -> names.add(root.relativize(p).toString()));
      return names;
    }
  }

  private static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("rsync", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
