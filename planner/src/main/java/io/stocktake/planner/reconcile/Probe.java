package io.stocktake.planner.reconcile;

import java.util.Arrays;

/**
 * Looks up many hashes at once, partition by partition. In a block of them each step is done for
 * all before the next is for any, so that the memory works on many at a time (group prefetching:
 * Chen, Ailamaki, Gibbons and Mowry, "Improving hash join performance through prefetching", 2004).
 * Used by one thread.
 */
final class Probe {
  private static final int BLOCK = 128;
  private static final int PAGE_BYTES = 4096;

  /** Reading a partition as a whole pays if at least one in so many rows is asked for. */
  private static final int SPARSE = 1000;

  private final KeyTable table;
  private final KeyRows rows;
  private final boolean claims;
  private final int[] ends = new int[KeyTable.PARTITIONS + 1];
  private final long[] found = new long[BLOCK];
  private final long[] heads = new long[BLOCK];
  private final long[] tails = new long[BLOCK];
  private int[] order = {};
  private int read;
  private long claimed;
  private long claimedBytes;

  /**
   * A probe of a table.
   *
   * @param claims whether the rows that are found are claimed
   */
  Probe(KeyTable table, boolean claims) {
    this.table = table;
    this.rows = table.rows();
    this.claims = claims;
  }

  /**
   * Looks up hashes.
   *
   * @param hashes two words for each
   * @param answers receives the object of each, as it was before, or null
   */
  void run(long[] hashes, int count, RemoteObject[] answers) {
    group(hashes, count);
    if (table.isSpilled()) {
      synchronized (table) { // one after the other, or their readings would cross
        inOrder(hashes, count, answers, true);
      }
    } else {
      inOrder(hashes, count, answers, false);
    }
    table.claimed(claimed, claimedBytes);
    claimed = 0;
    claimedBytes = 0;
  }

  /** Sorts by partition; within one, the order stays. */
  private void group(long[] hashes, int count) {
    if (order.length < count) {
      order = new int[count];
    }
    Arrays.fill(ends, 0);
    for (int i = 0; i < count; i++) {
      ends[KeyTable.partition(hashes[2 * i]) + 1]++;
    }
    for (int i = 1; i < ends.length; i++) {
      ends[i] += ends[i - 1];
    }
    for (int i = 0; i < count; i++) {
      order[ends[KeyTable.partition(hashes[2 * i])]++] = i;
    }
  }

  private void inOrder(long[] hashes, int count, RemoteObject[] answers, boolean spilled) {
    read = 0;
    for (int from = 0; from < count; from += BLOCK) {
      int some = Math.min(BLOCK, count - from);
      if (spilled) {
        readAhead(KeyTable.partition(hashes[2 * order[from + some - 1]]));
      }
      block(hashes, from, some, answers);
    }
  }

  private void readAhead(int last) {
    for (; read <= last; read++) {
      int asked = ends[read] - (read == 0 ? 0 : ends[read - 1]);
      KeyPartition partition = table.partition(read);
      if ((long) asked * SPARSE >= partition.size()) {
        partition.readAhead(PAGE_BYTES);
      }
    }
  }

  private void block(long[] hashes, int from, int count, RemoteObject[] answers) {
    for (int i = 0; i < count; i++) {
      int at = 2 * order[from + i];
      heads[i] = partition(hashes[at]).touch(hashes[at + 1]);
    }
    for (int i = 0; i < count; i++) {
      int at = 2 * order[from + i];
      found[i] = partition(hashes[at]).candidate(hashes[at], hashes[at + 1]);
    }
    for (int i = 0; i < count; i++) {
      if (found[i] != KeyPartition.ABSENT) {
        heads[i] = rows.h1(found[i]);
        tails[i] = rows.lastWord(found[i]);
      }
    }
    for (int i = 0; i < count; i++) {
      int place = order[from + i];
      answers[place] = answer(found[i], hashes[2 * place], hashes[2 * place + 1]);
    }
  }

  private RemoteObject answer(long candidate, long h1, long h2) {
    long row =
        candidate == KeyPartition.ABSENT || rows.holds(candidate, h1, h2)
            ? candidate
            : partition(h1).find(h1, h2);
    if (row == KeyPartition.ABSENT) {
      return null;
    }
    RemoteObject object = rows.get(row, claims ? rows.claim(row) : rows.isClaimed(row));
    if (claims && !object.claimed()) {
      claimed++;
      claimedBytes += object.size();
    }
    return object;
  }

  private KeyPartition partition(long h1) {
    return table.partition(KeyTable.partition(h1));
  }
}
