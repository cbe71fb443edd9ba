package io.stocktake.manifests.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A compiled glob with the syntax of rsync(1), "PATTERN MATCHING RULES": {@code *} stands for
 * anything but a slash, {@code **} for anything, {@code ?} for a character but a slash, {@code
 * [...]} for one of a set, and a backslash takes the next character as it is. Characters are code
 * points.
 *
 * <p>All ways to match are followed at once, one bit each (the Shift-And automaton with gaps;
 * Navarro and Raffinot, "Flexible Pattern Matching in Strings", chapter 4), so a match takes time
 * in proportion to the text for every pattern: nothing is tried twice.
 */
public final class Glob {
  private static final int ASCII = 128;

  /** What takes exactly one character each, in order. */
  private final List<IntPredicate> units;

  /** Before which units, as bits, any character may stand. */
  private final long[] anyGaps;

  /** Before which units, as bits, any character but a slash may stand. */
  private final long[] nameGaps;

  /** The units, as bits, that take an ASCII character, by its class. */
  private final List<long[]> takers = new ArrayList<>();

  private final byte[] classes = new byte[ASCII];

  private Glob(List<IntPredicate> units, List<Integer> stars, List<Integer> doubleStars) {
    this.units = units;
    this.anyGaps = bits(doubleStars);
    this.nameGaps = bits(stars);
    for (int i = 0; i < anyGaps.length; i++) {
      nameGaps[i] |= anyGaps[i];
    }
    for (int c = 0; c < ASCII; c++) {
      classes[c] = (byte) classOf(takers(c));
    }
  }

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException if it could never match
   */
  public static Glob of(String pattern) {
    List<IntPredicate> units = new ArrayList<>();
    List<Integer> stars = new ArrayList<>();
    List<Integer> doubleStars = new ArrayList<>();
    int at = 0;
    while (at < pattern.length()) {
      int c = pattern.codePointAt(at);
      int next = at + Character.charCount(c);
      if (c == '*') {
        while (next < pattern.length() && pattern.charAt(next) == '*') {
          next++;
        }
        (next - at > 1 ? doubleStars : stars).add(units.size());
      } else if (c == '?') {
        units.add(other -> other != '/');
      } else if (c == '[') {
        CharacterSet set = CharacterSet.parse(pattern, next);
        units.add(set);
        next = set.end();
      } else if (c == '\\') {
        if (next == pattern.length()) {
          throw new IllegalArgumentException("the pattern '" + pattern + "' ends in a backslash");
        }
        int literal = pattern.codePointAt(next);
        units.add(other -> other == literal);
        next += Character.charCount(literal);
      } else {
        units.add(other -> other == c);
      }
      at = next;
    }
    return new Glob(List.copyOf(units), stars, doubleStars);
  }

  /** Whether a pattern has a character that stands for others; without one it is plain text. */
  public static boolean isWild(String pattern) {
    return pattern.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }

  /** Whether the text from this index to its end matches. */
  public boolean matches(String text, int from) {
    return matches(text, from, false);
  }

  /** Whether the text, or what follows any slash in it, matches to its end. */
  public boolean matchesEnding(String text) {
    return matches(text, 0, true);
  }

  /** Bit i of the state is set if the first i units can take the text so far. */
  private boolean matches(String text, int from, boolean afterSlashes) {
    long[] state = new long[anyGaps.length];
    state[0] = 1;
    int next;
    for (int at = from; at < text.length(); at = next) {
      int c = text.codePointAt(at);
      next = at + Character.charCount(c);
      long[] takes = c < ASCII ? takers.get(classes[c]) : takers(c);
      long[] gaps = c == '/' ? anyGaps : nameGaps;
      long carried = afterSlashes && c == '/' ? 1 : 0;
      long alive = 0;
      for (int i = 0; i < state.length; i++) {
        long taken = state[i] & takes[i];
        state[i] = (taken << 1) | carried | (state[i] & gaps[i]);
        carried = taken >>> (Long.SIZE - 1);
        alive |= state[i];
      }
      if (alive == 0 && !afterSlashes) {
        return false;
      }
    }
    return (state[units.size() / Long.SIZE] & (1L << units.size())) != 0;
  }

  private long[] takers(int c) {
    long[] bits = new long[anyGaps.length];
    for (int i = 0; i < units.size(); i++) {
      if (units.get(i).test(c)) {
        bits[i / Long.SIZE] |= 1L << i;
      }
    }
    return bits;
  }

  private int classOf(long[] bits) {
    for (int i = 0; i < takers.size(); i++) {
      if (Arrays.equals(takers.get(i), bits)) {
        return i;
      }
    }
    takers.add(bits);
    return takers.size() - 1;
  }

  private long[] bits(List<Integer> places) {
    long[] bits = new long[units.size() / Long.SIZE + 1];
    places.forEach(place -> bits[place / Long.SIZE] |= 1L << place);
    return bits;
  }
}
