package io.stocktake.planner.join;

import io.stocktake.planner.reconcile.RemoteObject;
import java.util.Arrays;

/**
 * Looks up many hashes at once, partition by partition. In a block of them each step is done for
 * all before the next is for any, so that the memory works on many at a time (group prefetching:
 * Chen, Ailamaki, Gibbons and Mowry, "Improving hash join performance through prefetching", 2004).
 * Used by one thread.
 */
final class TableProbe {
  private static final int BLOCK = 128;
  private static final int PAGE_BYTES = 4096;

  /** Reading a partition as a whole pays if at least one in so many rows is asked for. */
  private static final int SPARSE = 1000;

  private final KeyTable table;
  private final boolean claims;
  private final int[] ends = new int[KeyTable.PARTITIONS + 1];
  private final int[] rows = new int[BLOCK];

  /** Of the rows of a block. */
  private final long[] words = new long[BLOCK * KeyRows.WORDS];

  /** What was read to have it in the cache; kept, or it would not be read. */
  private final long[] touched = new long[BLOCK];

  private long[] hashes = {};
  private int[] places = {};
  private int read;
  private long claimed;
  private long claimedBytes;

  /**
   * A probe of a table.
   *
   * @param claims whether the rows that are found are claimed
   */
  TableProbe(KeyTable table, boolean claims) {
    this.table = table;
    this.claims = claims;
  }

  /**
   * Looks up hashes.
   *
   * @param asked two words for each
   * @param answers receives three words for each, the object as it was before, or {@link
   *     KeyPartition#NONE} as the first of them
   */
  void run(long[] asked, int count, long[] answers) {
    group(asked, count);
    if (table.isSpilled()) {
      synchronized (table) { // one after the other, or their readings would cross
        inOrder(count, answers, true);
      }
    } else {
      inOrder(count, answers, false);
    }
    table.claimed(claimed, claimedBytes);
    claimed = 0;
    claimedBytes = 0;
  }

  /** Sorts by partition; within one, the order stays. */
  private void group(long[] asked, int count) {
    if (places.length < count) {
      places = new int[count];
      hashes = new long[2 * count];
    }
    Arrays.fill(ends, 0);
    for (int i = 0; i < count; i++) {
      ends[KeyTable.partition(asked[2 * i]) + 1]++;
    }
    for (int i = 1; i < ends.length; i++) {
      ends[i] += ends[i - 1];
    }
    for (int i = 0; i < count; i++) {
      int to = ends[KeyTable.partition(asked[2 * i])]++;
      places[to] = i;
      hashes[2 * to] = asked[2 * i];
      hashes[2 * to + 1] = asked[2 * i + 1];
    }
  }

  private void inOrder(int count, long[] answers, boolean spilled) {
    read = 0;
    for (int from = 0; from < count; from += BLOCK) {
      int some = Math.min(BLOCK, count - from);
      if (spilled) {
        readAhead(KeyTable.partition(hashes[2 * (from + some - 1)]));
      }
      block(from, some, answers);
    }
  }

  private void readAhead(int last) {
    for (; read <= last; read++) {
      int asked = ends[read] - (read == 0 ? 0 : ends[read - 1]);
      KeyPartition partition = table.partition(read);
      if ((long) asked * SPARSE >= partition.size()) {
        touched[0] = partition.readAhead(PAGE_BYTES);
      }
    }
  }

  private void block(int from, int count, long[] answers) {
    for (int i = 0; i < count; i++) {
      touched[i] = partition(from + i).touch(hashes[2 * (from + i) + 1]);
    }
    for (int i = 0; i < count; i++) {
      int at = 2 * (from + i);
      rows[i] = partition(from + i).candidate(hashes[at], hashes[at + 1]);
    }
    for (int i = 0; i < count; i++) {
      if (rows[i] >= 0) {
        partition(from + i).get(rows[i], words, i * KeyRows.WORDS);
      }
    }
    for (int i = 0; i < count; ) {
      KeyPartition partition = partition(from + i);
      synchronized (partition) { // once for all its rows: locked bus cycles are slow
        for (; i < count && partition(from + i) == partition; i++) {
          answer(partition, i, from + i, answers);
        }
      }
    }
  }

  private void answer(KeyPartition partition, int i, int place, long[] answers) {
    int to = 3 * places[place];
    int row = row(partition, i, place);
    if (row < 0) {
      answers[to] = KeyPartition.NONE;
      return;
    }
    System.arraycopy(words, i * KeyRows.WORDS + 2, answers, to, 3);
    if (partition.isClaimed(row)) {
      answers[to] |= RemoteObject.CLAIMED;
    } else if (claims) {
      partition.claim(row);
      claimed++;
      claimedBytes += RemoteObject.size(answers[to]);
    }
  }

  /** The row of a slot, or the right one if only its 8 bits of hash matched. */
  private int row(KeyPartition partition, int i, int place) {
    int at = i * KeyRows.WORDS;
    long h1 = hashes[2 * place];
    long h2 = hashes[2 * place + 1];
    if (rows[i] < 0 || (words[at] == h1 && words[at + 1] == h2)) {
      return rows[i];
    }
    int row = partition.row(h1, h2);
    if (row >= 0) {
      partition.get(row, words, at);
    }
    return row;
  }

  private KeyPartition partition(int place) {
    return table.partition(KeyTable.partition(hashes[2 * place]));
  }
}
