package io.stocktake.planner.join;

import io.stocktake.planner.reconcile.RemoteObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Looks up items in a table by the hashes of their keys, many at a time. Each thread that adds
 * items collects a window of them; when that is full, or has been open for some time, the window is
 * looked up and its items are handed on, in the order they were added and by the thread that added
 * them.
 *
 * @param <T> the items
 */
public final class BatchedLookups<T> {
  /**
   * Enough to keep the memory busy, and few enough that what belongs to them stays in the cache.
   */
  private static final int SMALL = 1 << 14;

  /** At 400 bytes an item, all large windows take an eighth of the heap. */
  private static final int ITEM_BYTES = 400;

  private static final int HEAP_SHARE = 8;
  private static final int CLOCK_STEP = 64;
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(50);

  private final KeyTable table;
  private final boolean claims;
  private final int capacity;
  private final LookupConsumer<T> sink;
  private final Queue<Window> windows = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<Window> window = ThreadLocal.withInitial(this::open);

  /** Takes items that were looked up; called by several threads at once. */
  @FunctionalInterface
  public interface LookupConsumer<T> {
    /**
     * Takes one.
     *
     * @param object what the table has for its key; {@link RemoteObject#claimed} if it was claimed
     *     before this item came
     */
    void take(T item, Optional<RemoteObject> object) throws IOException;
  }

  private BatchedLookups(KeyTable table, boolean claims, int threads, LookupConsumer<T> sink) {
    this.table = table;
    this.claims = claims;
    this.sink = sink;
    this.capacity = table.isSpilled() ? large(threads) : SMALL;
  }

  /** Each window costs a reading of the file. */
  private static int large(int threads) {
    long items = Runtime.getRuntime().maxMemory() / HEAP_SHARE / ITEM_BYTES / threads;
    return (int) Math.max(SMALL, Math.min(Integer.MAX_VALUE / Long.SIZE, items));
  }

  /**
   * Lookups that leave the table as it is.
   *
   * @param threads how many will add items
   */
  public static <T> BatchedLookups<T> of(KeyTable table, int threads, LookupConsumer<T> sink) {
    return new BatchedLookups<>(table, false, threads, sink);
  }

  /**
   * Lookups by which items account for the objects that they find, each for the first that comes.
   *
   * @param threads how many will add items
   */
  public static <T> BatchedLookups<T> claiming(
      KeyTable table, int threads, LookupConsumer<T> sink) {
    return new BatchedLookups<>(table, true, threads, sink);
  }

  private Window open() {
    Window opened = new Window(new TableProbe(table, claims));
    windows.add(opened);
    return opened;
  }

  /**
   * Adds an item; hands on items that were added before, and this one, if it is time to.
   *
   * @param hash the hash of its key
   * @throws IOException if the sink fails
   */
  public void add(T item, long[] hash) throws IOException {
    window.get().add(item, hash[0], hash[1]);
  }

  /**
   * Hands on what is left; to be called when all is added.
   *
   * @throws IOException if the sink fails
   */
  public void finish() throws IOException {
    List<Window> open = new ArrayList<>(windows);
    ParallelTasks.each(open.size(), open.size(), i -> open.get(i).flush());
  }

  /** What one thread has collected. */
  private final class Window {
    private final TableProbe probe;
    private final List<T> items = new ArrayList<>();
    private long[] hashes = new long[2 * CLOCK_STEP];
    private long[] answers = {};
    private long opened;
    private long patience = PATIENCE;

    Window(TableProbe probe) {
      this.probe = probe;
    }

    void add(T item, long h1, long h2) throws IOException {
      int count = items.size();
      if (2 * count == hashes.length) {
        hashes = Arrays.copyOf(hashes, 2 * hashes.length);
      }
      hashes[2 * count] = h1;
      hashes[2 * count + 1] = h2;
      items.add(item);
      if (count + 1 == capacity || (count % CLOCK_STEP == 0 && isOld(count))) {
        flush();
      }
    }

    private boolean isOld(int count) {
      long now = System.nanoTime();
      if (count == 0) {
        opened = now;
      }
      return now - opened > patience;
    }

    /** A window stays open for longer than it takes to look it up, or that would be all we do. */
    void flush() throws IOException {
      int count = items.size();
      if (answers.length < 3 * count) {
        answers = new long[3 * count];
      }
      long start = System.nanoTime();
      probe.run(hashes, count, answers);
      patience = Math.max(PATIENCE, 10 * (System.nanoTime() - start));
      for (int i = 0; i < count; i++) {
        sink.take(items.get(i), answer(3 * i));
      }
      items.clear();
    }

    private Optional<RemoteObject> answer(int at) {
      return answers[at] == KeyPartition.NONE
          ? Optional.empty()
          : Optional.of(new RemoteObject(answers[at], answers[at + 1], answers[at + 2]));
    }
  }
}
