package io.stocktake.executor.restore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random plans, over a store that does harm, in runs that are cut off, while another program writes
 * to the target: a name has either what it had or the whole object, nothing of another program is
 * lost, and the last run ends the plan.
 */
class RestoreModelTest {
  private static final String[] NAMES = {"a", "b", "c", "d\n", "é", "f f"};

  @TempDir private Path base;
  private final Map<String, String> before = new HashMap<>();
  private final Map<String, String> objects = new HashMap<>();
  private final Set<String> fetched = new HashSet<>();
  private final Set<String> removed = new HashSet<>();
  private final Map<String, String> theirs = new HashMap<>();
  private TestRestore restore;
  private Random random;

  @RepeatedTest(12)
  void aNameHasAllOrNothing() throws IOException {
    long seed = new Random().nextLong();
    random = new Random(seed);
    restore = new TestRestore(base);
    RestoreBundle plan = plan();
    for (int run = 0; run < 4; run++) {
      harm();
      meddle();
      cutOff(plan);
      check("seed " + seed + ", run " + run);
    }
    restore.bucket.clearFaults();
    RunReport last = restore.run(plan);
    assertThat(last.settled() || last.rows(Outcome.SKIPPED) > 0)
        .as("seed %s: %s", seed, last)
        .isTrue();
    check("seed " + seed + ", last run");
    for (String path : fetched) {
      if (!theirs.containsKey(path)) {
        assertThat(content(path)).as("seed %s: %s", seed, path).isEqualTo(objects.get(path));
      }
    }
    assertThat(TestRestore.tree(restore.target).keySet())
        .as("seed %s", seed)
        .noneMatch(path -> path.contains("stocktake-restore"));
  }

  private RestoreBundle plan() throws IOException {
    for (String top : NAMES) {
      for (String name : NAMES) {
        plan(random.nextBoolean() ? top + "/" + name : top + "/x/" + name);
      }
    }
    return restore.seal();
  }

  private void plan(String path) throws IOException {
    boolean there = random.nextInt(3) == 0;
    if (there) {
      before.put(path, "before " + path.hashCode());
      restore.file(path, before.get(path));
    }
    int kind = random.nextInt(4);
    if (kind > 0) {
      byte[] content = new byte[random.nextInt(5) == 0 ? 300_000 : random.nextInt(100)];
      random.nextBytes(content);
      restore.object(path, content).fetch(path);
      objects.put(path, new String(content, ISO_8859_1));
      fetched.add(path);
    } else if (there) {
      restore.remove(path);
      removed.add(path);
    }
  }

  private void harm() {
    restore.bucket.clearFaults();
    MemoryReader.Fault[] faults = MemoryReader.Fault.values();
    for (String path : fetched) {
      MemoryReader.Fault fault = faults[random.nextInt(faults.length)];
      boolean lasting =
          fault == MemoryReader.Fault.MISSING || fault == MemoryReader.Fault.EXCHANGED;
      if (!lasting && random.nextInt(3) == 0) {
        restore.bucket.fault(path, fault);
      }
    }
  }

  /** Another program writes. */
  private void meddle() throws IOException {
    String path = NAMES[random.nextInt(NAMES.length)] + "/" + NAMES[random.nextInt(NAMES.length)];
    if (Files.isDirectory(restore.target.resolve(path))) {
      return;
    }
    theirs.put(path, "theirs " + random.nextInt());
    Files.deleteIfExists(restore.target.resolve(path));
    restore.file(path, theirs.get(path));
  }

  /** Runs, and fails the run after some requests. */
  private void cutOff(RestoreBundle plan) throws IOException {
    RestoreExecutor executor =
        restore.executor(plan, TestRestore.options(1 + random.nextInt(4), 1000, true, false));
    AtomicInteger left = new AtomicInteger(random.nextInt(40));
    restore.bucket.at(
        key -> {
          if (left.decrementAndGet() == 0) {
            executor.fail(StocktakeException.environment("cut off"));
            throw new StoreException(Kind.FAILED, "cut off");
          }
        });
    try {
      executor.run("test");
    } catch (StocktakeException e) {
      assertThat(e).hasMessage("cut off");
    }
  }

  private void check(String told) throws IOException {
    Map<String, String> tree = TestRestore.tree(restore.target);
    theirs.forEach((path, content) -> assertThat(tree).as(told).containsEntry(path, content));
    for (String path : fetched) {
      String now = tree.get(path);
      if (!theirs.containsKey(path)) {
        boolean good =
            now == null
                ? !before.containsKey(path)
                : now.equals(before.get(path)) || now.equals(objects.get(path));
        assertThat(good).as("%s: %s", told, path).isTrue();
      }
    }
    for (String path : removed) {
      boolean kept =
          tree.getOrDefault(path, "").equals(before.get(path))
              || tree.getOrDefault(TestRestore.TRASH + path, "").equals(before.get(path));
      assertThat(kept || theirs.containsKey(path)).as("%s: %s", told, path).isTrue();
    }
  }

  private String content(String path) throws IOException {
    return Files.readString(restore.target.resolve(path), ISO_8859_1);
  }
}
