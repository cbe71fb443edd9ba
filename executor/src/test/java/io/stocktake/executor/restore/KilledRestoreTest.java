package io.stocktake.executor.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.RunReport;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that die while they restore: no name has half a file, nothing that is whole is fetched
 * again, and the last run clears up and ends the plan.
 */
@Proof
class KilledRestoreTest {
  private static final int FILES = 150;
  private static final int KILLS = 200;

  /** So many objects are fetched at most before a process dies. */
  private static final int FETCHES = 25;

  /** So long it lives on at most. */
  private static final int LATEST_NANOS = 5_000_000;

  @TempDir private Path base;

  /**
   * Another process: restores the plan below a directory, and dies soon after it has begun to fetch
   * so many objects.
   *
   * @param args the directory, that number, and the nanoseconds from then on
   */
  public static void main(String[] args) throws IOException {
    Path base = Path.of(args[0]);
    TestRestore restore = filled(base);
    RestoreBundle plan = RestoreBundle.open(base.resolve("plan0"));
    AtomicInteger left = new AtomicInteger(Integer.parseInt(args[1]));
    restore.bucket.at(
        key -> {
          if (left.getAndDecrement() == 0) {
            new Thread(() -> die(Long.parseLong(args[2]))).start();
          }
        });
    restore.executor(plan, TestRestore.options(8, 1000, true, false)).run("test");
    Runtime.getRuntime().halt(0);
  }

  private static void die(long nanos) {
    LockSupport.parkNanos(nanos);
    Runtime.getRuntime().halt(137);
  }

  private static TestRestore filled(Path base) throws IOException {
    TestRestore restore = new TestRestore(base);
    Random random = new Random(3);
    for (int i = 0; i < FILES; i++) {
      byte[] content = new byte[random.nextInt(20) == 0 ? 400_000 : 1 + random.nextInt(2000)];
      random.nextBytes(content);
      restore.object(name(i), content);
    }
    return restore;
  }

  private static String name(int i) {
    return "d" + i % 5 + "/f" + i;
  }

  @Test
  void theNextRunEndsWhatAKilledOneBegan() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int kills = ProofShare.of(KILLS);
    for (int killed = 0, round = 0; killed < kills; round++) {
      killed += round(Files.createDirectory(base.resolve("round" + round)), random, seed);
    }
  }

  /** Restores once, by several processes that die, and by this one that ends it. */
  private static int round(Path directory, Random random, long seed) throws Exception {
    TestRestore restore = filled(directory);
    for (int i = 0; i < FILES; i++) {
      if (i % 3 == 0) {
        restore.file(name(i), "old");
      }
      restore.fetch(name(i));
    }
    RestoreBundle plan = restore.seal();
    int killed = 0;
    while (runAndKill(directory, random.nextInt(FETCHES), random.nextInt(LATEST_NANOS))) {
      killed++;
      check(restore, seed);
    }
    long left = 0;
    for (int i = 0; i < FILES; i++) {
      left += isWhole(restore, i) ? 0 : restore.bucket.get(name(i)).content().length;
    }
    RunReport last = restore.run(plan);
    assertThat(last.done()).as("seed %s: %s", seed, last).isTrue();
    assertThat(last.bytesSent()).as("seed %s: %s", seed, last).isEqualTo(left);
    for (int i = 0; i < FILES; i++) {
      assertThat(isWhole(restore, i)).as("seed %s: %s", seed, name(i)).isTrue();
    }
    assertThat(TestRestore.tree(restore.target)).as("seed %s", seed).hasSize(FILES + 5);
    return killed;
  }

  /** Whether the process died before it had ended the plan. */
  private static boolean runAndKill(Path directory, int fetches, int nanos) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            KilledRestoreTest.class.getName(),
            directory.toString(),
            Integer.toString(fetches),
            Integer.toString(nanos)));
    File log = directory.resolve("log").toFile();
    int code =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start().waitFor();
    assertThat(code).as("%s", Files.readString(log.toPath())).isIn(0, 137);
    return code == 137;
  }

  private static void check(TestRestore restore, long seed) throws IOException {
    for (int i = 0; i < FILES; i++) {
      Path file = restore.target.resolve(name(i));
      boolean good =
          isWhole(restore, i)
              || (i % 3 == 0 ? Files.readString(file).equals("old") : !Files.exists(file));
      assertThat(good).as("seed %s: %s", seed, name(i)).isTrue();
    }
  }

  private static boolean isWhole(TestRestore restore, int i) throws IOException {
    Path file = restore.target.resolve(name(i));
    byte[] content = restore.bucket.get(name(i)).content();
    return Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content);
  }
}
