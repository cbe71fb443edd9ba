package io.stocktake.planner.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import io.stocktake.planner.reconcile.ETagWorth;
import io.stocktake.planner.reconcile.RemoteObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table and its lookups say what a map would say of the same rows. */
@Proof
class BatchedLookupsTest {
  private static final int TABLES = ProofShare.of(24);
  private static final int THREADS = 4;

  @TempDir private Path temp;

  /** A hash, as a map can have it. */
  private record Key(long h1, long h2) {
    long[] hash() {
      return new long[] {h1, h2};
    }
  }

  /** What a thread asks for, the how-manieth of its questions it is. */
  private record Question(int thread, int number, Key key) {}

  @Test
  void randomTablesAnswerAsAMapWould() throws Exception {
    long first = new Random().nextLong();
    for (long seed = first; seed < first + TABLES; seed++) {
      long budget = seed % 3 == 0 ? 0 : seed % 3 == 1 ? 3 << 20 : Long.MAX_VALUE;
      try (OffHeap memory = new OffHeap(temp.resolve("objects" + seed), budget)) {
        new Trial(seed, memory).run();
      }
    }
  }

  /** One table with its model. */
  private static final class Trial {
    private final long seed;
    private final Random random;
    private final OffHeap memory;
    private final List<Key> keys = new ArrayList<>();
    private final Map<Key, RemoteObject> model = new HashMap<>();
    private final Set<Key> listedAgain = new HashSet<>();
    private final Map<Key, AtomicInteger> claims = new ConcurrentHashMap<>();
    private final AtomicLong firstBytes = new AtomicLong();

    Trial(long seed, OffHeap memory) {
      this.seed = seed;
      this.random = new Random(seed);
      this.memory = memory;
    }

    void run() throws Exception {
      KeyTable table = new KeyTable(memory);
      List<Key> rows = rows();
      inThreads(thread -> add(table, share(rows, thread)));
      table.index(THREADS);
      assertThat(table.size()).as("seed %d", seed).isEqualTo(model.size());
      look(table);
      claim(table);
      count(table);
    }

    /** Rows of which many share a partition, a slot, what a slot keeps of a hash, or all. */
    private List<Key> rows() {
      List<Key> rows = new ArrayList<>();
      int count = 1 << random.nextInt(17);
      for (int i = 0; i < count; i++) {
        Key key =
            switch (random.nextInt(5)) {
              case 0 -> new Key(random.nextLong() >>> 12, random.nextLong());
              case 1 -> new Key(random.nextLong() >>> 12, random.nextInt(20));
              case 2 -> new Key((long) random.nextInt(50) << 8, (random.nextInt(3) - 1L) << 32);
              default -> new Key(random.nextLong(), random.nextLong());
            };
        keys.add(key);
        rows.add(key);
        for (int more = random.nextInt(20); more > 17; more--) {
          rows.add(key);
        }
      }
      for (Key key : rows) {
        if (model.putIfAbsent(key, object(key)) != null) {
          listedAgain.add(key);
        }
      }
      Collections.shuffle(rows, random);
      return rows;
    }

    private static void add(KeyTable table, List<Key> rows) throws IOException {
      for (Key key : rows) {
        table.add(key.hash(), object(key));
      }
    }

    private void look(KeyTable table) throws Exception {
      BatchedLookups<Question> lookups =
          BatchedLookups.of(table, THREADS, (question, object) -> check(question.key(), object));
      List<List<Question>> questions = questions();
      inThreads(thread -> ask(lookups, questions.get(thread)));
      lookups.finish();
      assertThat(table.unclaimed()).as("seed %d", seed).isEqualTo(model.size());
    }

    private void claim(KeyTable table) throws Exception {
      List<List<Integer>> order = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        order.add(Collections.synchronizedList(new ArrayList<>()));
      }
      BatchedLookups<Question> lookups =
          BatchedLookups.claiming(
              table,
              THREADS,
              (question, object) -> {
                order.get(question.thread()).add(question.number());
                check(question.key(), object);
                object.filter(o -> !o.claimed()).ifPresent(o -> firstClaim(question.key()));
              });
      List<List<Question>> questions = questions();
      inThreads(thread -> ask(lookups, questions.get(thread)));
      lookups.finish();
      for (int thread = 0; thread < THREADS; thread++) {
        assertThat(order.get(thread))
            .as("seed %d", seed)
            .isEqualTo(questions.get(thread).stream().map(Question::number).toList());
      }
      Set<Key> asked = new HashSet<>();
      questions.forEach(some -> some.forEach(question -> asked.add(question.key())));
      asked.retainAll(model.keySet());
      assertThat(claims.keySet()).as("seed %d", seed).isEqualTo(asked);
      assertThat(claims.values()).as("seed %d", seed).allMatch(times -> times.get() == 1);
    }

    private void firstClaim(Key key) {
      claims.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
      firstBytes.addAndGet(model.get(key).size());
    }

    private void count(KeyTable table) {
      assertThat(table.unclaimed()).as("seed %d", seed).isEqualTo(model.size() - claims.size());
      assertThat(table.bytes() - table.unclaimedBytes()).isEqualTo(firstBytes.get());
      List<RemoteObject> all = new ArrayList<>();
      table.forEach(all::add);
      assertThat(all).as("seed %d", seed).hasSize(model.size());
      assertThat(all.stream().filter(RemoteObject::claimed)).hasSize(claims.size());
      assertThat(all.stream().filter(RemoteObject::ambiguous)).hasSize(listedAgain.size());
    }

    private void check(Key key, Optional<RemoteObject> object) {
      RemoteObject there = model.get(key);
      assertThat(object.isPresent()).as("seed %d", seed).isEqualTo(there != null);
      if (there != null) {
        assertThat(object.get().size()).as("seed %d", seed).isEqualTo(there.size());
        assertThat(object.get().etagLow()).as("seed %d", seed).isEqualTo(there.etagLow());
        assertThat(object.get().ambiguous())
            .as("seed %d", seed)
            .isEqualTo(listedAgain.contains(key));
      }
    }

    /** Keys that are there and neighbours that are not, many asked for again and again. */
    private List<List<Question>> questions() {
      List<List<Question>> all = new ArrayList<>();
      int count = 1 << random.nextInt(17);
      for (int thread = 0; thread < THREADS; thread++) {
        List<Question> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          Key key = keys.get(random.nextInt(keys.size()));
          Key near = new Key(key.h1() + (random.nextInt(3) << 8), key.h2());
          some.add(new Question(thread, i, random.nextInt(4) == 0 ? near : key));
        }
        all.add(some);
      }
      return all;
    }
  }

  @Test
  void aSinkThatFailsEndsTheLookups() throws IOException {
    try (OffHeap memory = new OffHeap(Path.of("not to be made"), Long.MAX_VALUE)) {
      KeyTable table = new KeyTable(memory);
      table.index(1);
      BatchedLookups<String> lookups =
          BatchedLookups.of(
              table,
              2,
              (item, object) -> {
                throw new IOException("no room for " + item);
              });
      lookups.add("a", new long[2]);
      assertThatThrownBy(lookups::finish)
          .isInstanceOf(IOException.class)
          .hasMessage("no room for a");
    }
  }

  @Test
  void itemsDoNotWaitForAFullWindow() throws Exception {
    try (OffHeap memory = new OffHeap(Path.of("not to be made"), Long.MAX_VALUE)) {
      KeyTable table = new KeyTable(memory);
      table.index(1);
      AtomicInteger taken = new AtomicInteger();
      BatchedLookups<String> lookups =
          BatchedLookups.of(table, 1, (item, object) -> taken.incrementAndGet());
      for (int i = 0; taken.get() == 0 && i < 10_000; i++) {
        lookups.add("a", new long[] {i, i});
        Thread.sleep(1);
      }
      assertThat(taken.get()).isBetween(1, 9_999);
    }
  }

  private static RemoteObject object(Key key) {
    byte[] digest = new byte[16];
    new Random(key.hashCode()).nextBytes(digest);
    return RemoteObject.of(
        (key.h1() ^ key.h2()) & 0xfffffff,
        Optional.of(ETag.ofMd5(digest)),
        ETagWorth.TRANSPARENT,
        false);
  }

  private static <T> List<T> share(List<T> all, int thread) {
    return all.subList(all.size() * thread / THREADS, all.size() * (thread + 1) / THREADS);
  }

  private static void ask(BatchedLookups<Question> lookups, List<Question> questions)
      throws IOException {
    for (Question question : questions) {
      lookups.add(question, question.key().hash());
    }
  }

  private static void inThreads(ParallelTasks.Task task) throws IOException {
    ParallelTasks.each(THREADS, THREADS, task);
  }
}
