package io.stocktake.executor.undo;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.RunReport;
import io.stocktake.executor.Undo;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.testing.DyingStore;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random plans over a bucket that keeps versions, applied by runs that are killed or interrupted at
 * random moments until one comes to its end, then undone in the same way. A killed run is one whose
 * requests and journal end at a request, or somewhere between its last change and its end.
 */
@Proof
class UndoModelTest {
  private static final int PLANS = ProofShare.of(200);
  private static final int AT_ONCE = 16;
  private static final int MOST_KILLS = 4;

  @TempDir private Path temp;

  @Test
  void whatEverAPlanDidItIsTakenBack() throws Exception {
    long seed = Long.getLong("stocktake.seed", new Random().nextLong());
    System.out.println("UndoModelTest seed " + seed);
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<?>> rounds = new ArrayList<>();
      for (int i = 0; i < PLANS; i++) {
        int number = i;
        rounds.add(pool.submit(() -> round(new Random(seed + number), number, seed)));
      }
      for (Future<?> round : rounds) {
        round.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private Void round(Random random, int number, long seed) throws IOException {
    String name = "plan " + number + ", seed " + seed;
    MemoryStore store = new MemoryStore();
    store.keepVersions();
    TestPlan plan = new TestPlan(temp.resolve("plan-" + number));
    fill(plan, store, random);
    PlanBundle bundle = plan.seal(3);
    Map<String, String> before = contents(store);

    Undo undo = apply(bundle, store, random, name);
    Map<String, String> after = contents(store);
    assertThat(undo.state()).as(name).isEqualTo(Undo.State.WRITTEN);
    Undo back = apply(PlanBundle.open(undo.plan().orElseThrow()), store, random, name);
    assertThat(contents(store)).as(name).isEqualTo(before);

    if (back.state() == Undo.State.WRITTEN) {
      apply(PlanBundle.open(back.plan().orElseThrow()), store, random, name);
      assertThat(contents(store)).as(name + ", undo undone").isEqualTo(after);
    }
    return null;
  }

  /** Every action on keys in random order; one object at least is overwritten or deleted. */
  private static void fill(TestPlan plan, MemoryStore store, Random random) throws IOException {
    ETag first = store.seed("k" + random.nextInt(10) + "-first", bytes(5, random.nextInt()));
    String key = store.keys().get(0);
    if (random.nextBoolean()) {
      plan.delete(key, first);
    } else {
      plan.overwrite(key, bytes(6, random.nextInt()), first);
    }
    ETag source = store.seed("source", bytes(40, random.nextInt()));
    int rows = random.nextInt(12);
    for (int i = 0; i < rows; i++) {
      row(plan, store, random, "k" + random.nextInt(10) + "-" + i, source);
    }
  }

  private static void row(TestPlan plan, MemoryStore store, Random random, String key, ETag source)
      throws IOException {
    byte[] old = bytes(1 + random.nextInt(50), random.nextInt());
    byte[] now = bytes(1 + random.nextInt(50), random.nextInt());
    TagSet tags = TagSet.parse("a=b");
    switch (random.nextInt(7)) {
      case 0 -> plan.create(key, now);
      case 1 -> plan.overwrite(key, now, store.seed(key, old));
      case 2 -> plan.overwrite(key, now, store.seedInParts(key, old));
      case 3 -> plan.delete(key, store.seed(key, old));
      case 4 -> plan.copy(key, "source", source, 40, Guard.absent(), TagSet.EMPTY);
      case 5 -> {
        ETag seen = store.seed(key, old);
        plan.copy(key, "source", source, 40, Guard.match(seen), TagSet.EMPTY);
      }
      default -> plan.tag(Action.TAG, key, store.seed(key, old), Optional.empty(), tags);
    }
  }

  private static Undo apply(PlanBundle bundle, MemoryStore store, Random random, String name)
      throws IOException {
    int kills = random.nextInt(MOST_KILLS + 1);
    Optional<RunReport> report = Optional.empty();
    for (int i = 0; report.isEmpty() || i < kills; i++) {
      report = new Life(bundle, store, random, i < kills).run();
    }
    assertThat(report.get().undo()).as(name).isEqualTo(PlanStatus.read(bundle).undo());
    return report.get().undo();
  }

  /** One run of a plan. */
  private static final class Life {
    private final PlanBundle bundle;
    private final Path journal;
    private final Random random;
    private final boolean ends;
    private final DyingStore store;
    private final PlanExecutor executor;
    private final int stopsAfter;
    private long sizeAtDeath;
    private long sizeAtChange;
    private int changes;

    Life(PlanBundle bundle, MemoryStore store, Random random, boolean ends) {
      this.bundle = bundle;
      this.journal = bundle.directory().resolve(Journal.FILE);
      this.random = random;
      this.ends = ends;
      int last = ends ? 1 + random.nextInt(40) : Integer.MAX_VALUE;
      this.store =
          new DyingStore(
              store, last, random.nextBoolean(), () -> sizeAtDeath = size(), this::changed);
      this.executor = TestPlan.executor(bundle, this.store.seen());
      this.stopsAfter = ends && random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 0;
      this.sizeAtChange = size();
    }

    private void changed() {
      sizeAtChange = size();
      if (++changes == stopsAfter) {
        executor.stop();
      }
    }

    /** The report, unless the run was killed or stopped. */
    Optional<RunReport> run() throws IOException {
      RunReport report;
      try {
        report = executor.run();
      } catch (StocktakeException e) {
        assertThat(store.dead()).as(e.getMessage()).isTrue();
        cut(sizeAtDeath);
        leaveHalfAnUndo();
        return Optional.empty();
      }
      if (store.dead()) {
        cut(sizeAtDeath);
        return Optional.empty();
      }
      if (ends && !report.stopped()) {
        // Killed after its last change: what came to the journal since may be there or not.
        cut(sizeAtChange + random.nextLong(1 + size() - sizeAtChange));
        return Optional.empty();
      }
      return ends ? Optional.empty() : Optional.of(report);
    }

    private void leaveHalfAnUndo() throws IOException {
      if (random.nextBoolean()) {
        Path half = bundle.directory().resolve("undo-next.unfinished");
        Files.createDirectories(half.resolve("scratch"));
        Files.writeString(half.resolve("changes-00001.csv"), "action,rea");
      }
    }

    private void cut(long length) throws IOException {
      if (Files.exists(journal)) {
        try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.WRITE)) {
          channel.truncate(length);
        }
      }
    }

    private long size() {
      try {
        return Files.exists(journal) ? Files.size(journal) : 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Map<String, String> contents(MemoryStore store) {
    Map<String, String> contents = new TreeMap<>();
    store
        .keys()
        .forEach(
            key -> contents.put(key, java.util.HexFormat.of().formatHex(store.get(key).get())));
    return contents;
  }
}
