package io.stocktake.planner.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Directories turn into symbolic links to the outside and back, while others read and list through
 * them: nothing from outside is ever seen.
 */
@Proof
class SourceRaceTest {
  private static final int SWAPS = ProofShare.of(10_000);

  @TempDir private Path temp;
  private Path root;
  private Path outside;
  private volatile boolean over;

  /** One way to get at the source. */
  private interface Way {
    void go(int round) throws IOException;
  }

  @BeforeEach
  void make() throws IOException {
    root = Files.createDirectory(temp.toRealPath().resolve("root"));
    outside = Files.createDirectory(temp.toRealPath().resolve("outside"));
    write(root.resolve("a/b/f"), "inside");
    write(root.resolve("other/f"), "inside");
    write(outside.resolve("b/f"), "secret");
    write(outside.resolve("f"), "secret");
    write(outside.resolve("secret"), "secret");
    write(outside.resolve("b/secret"), "secret");
  }

  @Test
  void swapsLeadNowhere() throws Exception {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    AtomicInteger rounds = new AtomicInteger();
    Path file = root.resolve("a/b/f");
    Thread[] threads = {
      thread(rounds, round -> seen.add(read(file, round))),
      thread(rounds, round -> seen.add(through(ChannelFile.at(root, file, 0)))),
      thread(rounds, round -> list(root.resolve(round % 2 == 0 ? "a" : "a/b"), seen)),
    };
    Path kept = root.resolve("kept");
    for (int swap = 0; swap < SWAPS; swap++) {
      Path path = root.resolve(swap % 2 == 0 ? "a" : "a/b");
      Path target = swap % 2 == 0 ? outside : outside.resolve("b");
      Files.move(path, kept);
      Files.createSymbolicLink(path, target);
      Files.delete(path);
      Files.move(kept, path, StandardCopyOption.ATOMIC_MOVE);
    }
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(rounds.get()).isGreaterThan(threads.length);
    assertThat(seen).contains("inside").isSubsetOf("inside", "b", "f");
  }

  private Thread thread(AtomicInteger rounds, Way way) {
    Thread thread =
        new Thread(
            () -> {
              for (int round = 0; !over || round < 100; round++) {
                try {
                  way.go(round);
                  rounds.incrementAndGet();
                } catch (IOException e) {
                  // The directory is not there, or is a link, at this moment.
                }
              }
            });
    thread.start();
    return thread;
  }

  /** Now and then another directory, so that the way is gone anew. */
  private String read(Path file, int round) throws IOException {
    if (round % 3 == 0) {
      through(OpenFile.open(root, root.resolve("other/f"), 0, false));
    }
    return through(OpenFile.open(root, file, 0, round % 2 == 0));
  }

  private static String through(OpenFile opened) throws IOException {
    try (OpenFile open = opened) {
      byte[] bytes = new byte[6];
      return new String(bytes, 0, Math.max(0, open.read(bytes, 0, 6)), UTF_8);
    }
  }

  private void list(Path directory, Set<String> seen) throws IOException {
    try (DirectoryEntries entries = DirectoryEntries.of(root, directory, false)) {
      while (entries.advance()) {
        seen.add(entries.escapedName());
      }
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
