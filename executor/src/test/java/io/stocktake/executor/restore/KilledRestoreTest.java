package io.stocktake.executor.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.RunReport;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that die while they restore: no name has half a file, nothing that is whole is fetched
 * again, and the last run clears up and ends the plan.
 */
class KilledRestoreTest {
  private static final int FILES = 300;
  private static final int KILLS = 4;
  private static final int LATEST_MILLIS = 250;

  @TempDir private Path base;

  /** Another process: restores the plan, and halts after a while. */
  public static void main(String[] args) throws IOException {
    Path base = Path.of(args[0]);
    TestRestore restore = filled(base);
    RestoreBundle plan = RestoreBundle.open(base.resolve("plan0"));
    long millis = Long.parseLong(args[1]);
    Thread end =
        new Thread(
            () -> {
              try {
                Thread.sleep(millis);
              } catch (InterruptedException e) {
                // It halts all the same.
              }
              Runtime.getRuntime().halt(137);
            });
    end.start();
    restore.executor(plan, TestRestore.options(8, 1000, true, false)).run();
    Runtime.getRuntime().halt(0);
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
    TestRestore restore = filled(base);
    for (int i = 0; i < FILES; i++) {
      if (i % 3 == 0) {
        restore.file(name(i), "old");
      }
      restore.fetch(name(i));
    }
    RestoreBundle plan = restore.seal();
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      runAndKill(random.nextInt(LATEST_MILLIS));
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
  }

  private void runAndKill(int millis) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KilledRestoreTest.class.getName(),
            base.toString(),
            Integer.toString(millis)));
    File log = base.resolve("log").toFile();
    int code =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start().waitFor();
    assertThat(code).as("%s", Files.readString(log.toPath())).isIn(0, 137);
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
