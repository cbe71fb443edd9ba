package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bucket whose keys are made to lead out of the target, restored into a target in which links
 * lead out, some of them planted while it runs.
 */
@Proof
class HostileRestoreTest {
  private static final int KEYS = 10_000;
  private static final int AT_ONCE = 64;

  private static final String LINK = ".rclonelink";

  /** The directory that is a symbolic link at one moment, and a directory at the next. */
  private static final String SWAPPED = "swap";

  private static final List<String> NAMES =
      List.of(
          "..",
          ".",
          "",
          "...",
          "a",
          "b",
          "c",
          "A",
          "link",
          "deep",
          SWAPPED,
          SWAPPED,
          "~",
          "-rf",
          " ",
          "*",
          "a\0b",
          "a\nb",
          "a\\b",
          "..\\..",
          "%2e%2e",
          "%2F",
          "\u00fc",
          "u\u0308",
          "\ud83d\ude00",
          "\u202egnp",
          ".stocktake-trash",
          "n".repeat(255),
          "n".repeat(256),
          "l" + LINK,
          ".." + LINK);

  @TempDir private Path temp;
  @AutoClose private JobLab at;
  private final Set<String> present = new HashSet<>();
  private Path target;
  private Path outside;

  @Test
  void nothingIsWrittenOutsideAndEachKeyIsRestoredOrNamed() throws Exception {
    at = new JobLab(temp, "photos");
    long seed = new Random().nextLong();
    Map<String, byte[]> objects = fill(new Random(seed));
    plant();
    Map<String, String> before = outside();

    Path plan = temp.resolve("plan");
    AtomicBoolean ends = new AtomicBoolean();
    Thread swapper = new Thread(() -> swap(ends));
    swapper.start();
    try {
      at.program()
          .run("restore-plan", "s3://photos", target, "--inventory", "live", "--out", plan)
          .expect(3)
          .says("problems.csv");
      at.program().run("apply", plan).expect(3);
    } finally {
      ends.set(true);
      swapper.join();
    }

    assertThat(outside()).as("seed %s", seed).isEqualTo(before);
    checkRows(plan, objects, seed);
  }

  /** Each object is a row with an outcome, or a problem; what is done has its content. */
  private void checkRows(Path directory, Map<String, byte[]> objects, long seed)
      throws IOException {
    RestoreBundle plan = RestoreBundle.open(directory);
    Set<String> told = new HashSet<>();
    int[] done = new int[1];
    plan.problems(
        problem -> {
          told.add(problem.path());
          return true;
        });
    int problems = told.size();
    try (Journal journal = Journal.open(plan)) {
      plan.rows(
          (ordinal, row) -> {
            Outcome outcome = journal.outcome(ordinal).orElseThrow();
            boolean isDone = outcome == Outcome.DONE || outcome == Outcome.ALREADY_DONE;
            row.object().ifPresent(from -> assertThat(told.add(from.key().value())).isTrue());
            if (isDone && row.action() == RestoreAction.FETCH) {
              done[0]++;
              checkFile(row, objects, seed);
            }
            return true;
          });
    }
    assertThat(objects.keySet())
        .as("seed %s: keys that nothing is said of", seed)
        .allMatch(key -> told.contains(key) || told.contains(path(key)) || isThere(key));
    assertThat(problems).as("seed %s", seed).isGreaterThan(objects.size() / 4);
    assertThat(done[0]).as("seed %s", seed).isGreaterThan(objects.size() / 20);
  }

  /** The path of a stored link or a directory, by which a problem is told. */
  private static String path(String key) {
    String end = key.endsWith(LINK) ? LINK : key.endsWith("/") ? "/" : "";
    return key.substring(0, key.length() - end.length());
  }

  /** Whether nothing is to be done for a key: the mark of a directory that the target has. */
  private boolean isThere(String key) {
    return List.of("deep/", SWAPPED + "/").contains(key);
  }

  /** What was written into a directory before it was swapped away may be anywhere in the target. */
  private void checkFile(RestoreRow row, Map<String, byte[]> objects, long seed)
      throws IOException {
    if (row.path().startsWith(SWAPPED + "/")) {
      return;
    }
    Path file = target.resolve(row.path());
    assertThat(file.toRealPath()).as("seed %s", seed).isEqualTo(file);
    assertThat(Files.readAllBytes(file))
        .as("seed %s: %s", seed, row.path())
        .isEqualTo(objects.get(row.object().orElseThrow().key().value()));
  }

  private Map<String, byte[]> fill(Random random) throws IOException {
    outside = Files.createDirectory(temp.toRealPath().resolve("outside"));
    target = Files.createDirectory(temp.toRealPath().resolve("target"));
    Files.writeString(outside.resolve("keep"), "kept");
    Files.writeString(outside.resolve("a"), "kept, too");
    Map<String, byte[]> objects = new TreeMap<>();
    objects.put(outside + "/absolute", "1".getBytes(UTF_8));
    objects.put("a/../../outside/keep", "2".getBytes(UTF_8));
    for (int keys = ProofShare.of(KEYS); objects.size() < keys; put(objects)) {
      for (int missing = keys - objects.size(); missing > 0; missing--) {
        String key = key(random);
        if (!key.isEmpty() && key.getBytes(UTF_8).length <= ObjectKey.MAX_BYTES) {
          objects.putIfAbsent(key, content(key, random));
        }
      }
    }
    return objects;
  }

  private static String key(Random random) {
    String key =
        Stream.generate(() -> NAMES.get(random.nextInt(NAMES.size())))
            .limit(1 + random.nextInt(5))
            .collect(Collectors.joining("/"));
    return random.nextInt(3) == 0 ? key + random.nextInt(1000) : key;
  }

  /** A link leads out of the target; a folder's mark is empty. */
  private byte[] content(String key, Random random) {
    if (key.endsWith(LINK)) {
      return (random.nextBoolean() ? outside.toString() : "../../outside").getBytes(UTF_8);
    }
    return key.endsWith("/") && random.nextBoolean() ? new byte[0] : key.getBytes(UTF_8);
  }

  /** Takes out what the store refuses: S3 takes no key that leads out of the bucket. */
  private void put(Map<String, byte[]> objects) {
    Map<String, CompletableFuture<?>> sent = new LinkedHashMap<>();
    try (ObjectStore store = at.store("photos")) {
      for (Map.Entry<String, byte[]> object : objects.entrySet()) {
        if (present.add(object.getKey())) {
          sent.put(object.getKey(), put(store, object.getKey(), object.getValue()));
        }
        if (sent.size() == AT_ONCE) {
          await(sent);
        }
      }
      await(sent);
    }
    objects.keySet().retainAll(present);
  }

  private static CompletableFuture<?> put(ObjectStore store, String key, byte[] content) {
    return store.put(
        new ObjectKey(key),
        ByteBuffer.wrap(content),
        Digests.md5().digest(content),
        ObjectHeaders.named(key),
        Guard.absent());
  }

  private void await(Map<String, CompletableFuture<?>> sent) {
    sent.forEach(
        (key, answer) -> {
          try {
            answer.join();
          } catch (CompletionException e) {
            assertThat(e).hasMessageContaining("400 InvalidURI");
            assertThat(key).contains("..");
            present.remove(key);
          }
        });
    sent.clear();
  }

  private void plant() throws IOException {
    Files.createSymbolicLink(target.resolve("link"), outside);
    Files.createDirectory(target.resolve("deep"));
    Files.createSymbolicLink(target.resolve("deep/link"), outside);
    Files.createSymbolicLink(target.resolve("deep/a"), outside.resolve("a"));
    Files.createSymbolicLink(target.resolve("c"), outside.resolve("new"));
    Files.createDirectory(target.resolve(SWAPPED));
  }

  private void swap(AtomicBoolean ends) {
    Path directory = target.resolve(SWAPPED);
    Path away = target.resolve(SWAPPED + ".away");
    Path link = target.resolve(SWAPPED + ".link");
    while (!ends.get()) {
      try {
        Files.createSymbolicLink(link, outside);
        Files.move(directory, away, StandardCopyOption.ATOMIC_MOVE);
        Files.move(link, directory, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(directory);
        Files.move(away, directory, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        // The restore made the directory anew meanwhile: then that is swapped.
        discard(link);
        discard(away);
      }
    }
  }

  private void discard(Path path) {
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(path, Files.createTempDirectory(target, "old").resolve("x"));
      }
    } catch (IOException e) {
      // It is in the way no longer.
    }
  }

  /** All beside the target that a restore may not touch, and what is in it. */
  private Map<String, String> outside() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> kept = Files.walk(outside);
        Stream<Path> beside = Files.list(temp)) {
      for (Path file : Stream.concat(kept, beside).toList()) {
        if (!file.equals(temp.resolve("plan"))) {
          all.put(file.toString(), Files.isRegularFile(file) ? Files.readString(file) : "/");
        }
      }
    }
    return all;
  }
}
