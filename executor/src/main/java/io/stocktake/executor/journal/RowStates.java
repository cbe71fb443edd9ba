package io.stocktake.executor.journal;

import io.stocktake.executor.Outcome;
import io.stocktake.manifests.ETag;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The state of each row in four bits, so that a plan of 100 million changes takes 50 MB. Safe for
 * any number of threads.
 */
public final class RowStates {
  private static final int ROWS_PER_WORD = 16;
  private static final int NOTHING = 0;
  private static final int INTENDED = 1;
  private static final int FIRST_OUTCOME = 2;
  private static final List<Outcome> OUTCOMES = List.of(Outcome.values());

  private final long rows;
  private final long[] words;

  /**
   * ETags of the encrypted objects that requests may have written, of rows that are not settled.
   */
  private final Map<Long, Set<String>> encrypted = new HashMap<>();

  RowStates(long rows) {
    this.rows = rows;
    this.words = new long[Math.toIntExact((rows + ROWS_PER_WORD - 1) / ROWS_PER_WORD)];
  }

  private RowStates(RowStates that) {
    this.rows = that.rows;
    this.words = that.words.clone();
    that.encrypted.forEach((ordinal, etags) -> encrypted.put(ordinal, new HashSet<>(etags)));
  }

  public synchronized RowStates copy() {
    return new RowStates(this);
  }

  boolean has(long ordinal) {
    return ordinal >= 0 && ordinal < rows;
  }

  void intended(long ordinal) {
    set(ordinal, INTENDED);
  }

  /** The row has ended; of one that is settled nothing more is asked. */
  synchronized void ended(long ordinal, Outcome outcome) {
    set(ordinal, FIRST_OUTCOME + OUTCOMES.indexOf(outcome));
    if (outcome.settled()) {
      encrypted.remove(ordinal);
    }
  }

  /** A request of the row may leave that writes an encrypted object of this ETag. */
  synchronized void encrypted(long ordinal, ETag etag) {
    encrypted.computeIfAbsent(ordinal, row -> new HashSet<>()).add(etag.value());
  }

  /** Whether a request of the row may have written an encrypted object of this ETag. */
  synchronized boolean mayHaveSent(long ordinal, ETag etag) {
    return encrypted.getOrDefault(ordinal, Set.of()).contains(etag.value());
  }

  public void clear(long ordinal) {
    set(ordinal, NOTHING);
  }

  /** Whether a request may have left whose outcome is not known. */
  public boolean isIntended(long ordinal) {
    return get(ordinal) == INTENDED;
  }

  public Optional<Outcome> outcome(long ordinal) {
    int state = get(ordinal);
    return state < FIRST_OUTCOME
        ? Optional.empty()
        : Optional.of(OUTCOMES.get(state - FIRST_OUTCOME));
  }

  /** Rows that need nothing more. */
  synchronized long settled() {
    long settled = 0;
    for (long ordinal = 0; ordinal < rows; ordinal++) {
      settled += outcome(ordinal).filter(Outcome::settled).isPresent() ? 1 : 0;
    }
    return settled;
  }

  /** Rows that are as the plan wants them. */
  public synchronized long done() {
    long done = 0;
    for (long ordinal = 0; ordinal < rows; ordinal++) {
      Outcome outcome = outcome(ordinal).orElse(Outcome.UNKNOWN);
      done += outcome == Outcome.DONE || outcome == Outcome.ALREADY_DONE ? 1 : 0;
    }
    return done;
  }

  private synchronized int get(long ordinal) {
    return (int) (words[word(ordinal)] >>> shift(ordinal)) & 0xf;
  }

  private synchronized void set(long ordinal, int state) {
    int word = word(ordinal);
    words[word] = (words[word] & ~(0xfL << shift(ordinal))) | ((long) state << shift(ordinal));
  }

  private static int word(long ordinal) {
    return (int) (ordinal / ROWS_PER_WORD);
  }

  private static int shift(long ordinal) {
    return (int) (ordinal % ROWS_PER_WORD) * 4;
  }
}
