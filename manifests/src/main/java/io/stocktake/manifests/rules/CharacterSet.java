package io.stocktake.manifests.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** A set in brackets: characters, ranges, and classes of ASCII such as {@code [:digit:]}. */
final class CharacterSet implements IntPredicate {
  private static final String PRINTED = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  private final String pattern;
  private final List<IntPredicate> members = new ArrayList<>();
  private boolean negated;
  private int at;

  private CharacterSet(String pattern, int from) {
    this.pattern = pattern;
    this.at = from;
  }

  /**
   * Reads a set.
   *
   * @param pattern the whole pattern
   * @param from where the set goes on after its bracket
   * @throws IllegalArgumentException if it has no end, or names a class that does not exist
   */
  static CharacterSet parse(String pattern, int from) {
    CharacterSet set = new CharacterSet(pattern, from);
    set.parse();
    return set;
  }

  /** Where the pattern goes on behind the set. */
  int end() {
    return at;
  }

  /** A set never matches a slash. */
  @Override
  public boolean test(int c) {
    return c != '/' && members.stream().anyMatch(member -> member.test(c)) != negated;
  }

  private void parse() {
    negated = peek() == '!' || peek() == '^';
    if (negated) {
      at++;
    }
    int previous = -1; // what a range may begin with
    boolean first = true;
    while (first || peek() != ']') {
      first = false;
      int classEnd = peek() == '[' && lookingAt("[:") ? pattern.indexOf(']', at + 2) : -1;
      if (classEnd > at + 2 && pattern.charAt(classEnd - 1) == ':') {
        members.add(named(pattern.substring(at + 2, classEnd - 1)));
        at = classEnd + 1;
        previous = -1;
      } else if (peek() == '-' && previous >= 0 && peekNext() != ']') {
        at++;
        members.add(range(previous, literal()));
        previous = -1;
      } else {
        previous = literal();
        members.add(range(previous, previous));
      }
    }
    at++;
  }

  private static IntPredicate range(int low, int high) {
    return c -> c >= low && c <= high;
  }

  private int literal() {
    if (peek() == '\\') {
      at++;
    }
    int c = peek();
    at += Character.charCount(c);
    return c;
  }

  private boolean lookingAt(String text) {
    return pattern.startsWith(text, at);
  }

  private int peekNext() {
    return at + 1 < pattern.length() ? pattern.charAt(at + 1) : ']';
  }

  private int peek() {
    if (at >= pattern.length()) {
      throw new IllegalArgumentException("the pattern '" + pattern + "' opens a [ without a ]");
    }
    return pattern.codePointAt(at);
  }

  private IntPredicate named(String name) {
    IntPredicate lower = range('a', 'z');
    IntPredicate upper = range('A', 'Z');
    IntPredicate digit = range('0', '9');
    return switch (name) {
      case "lower" -> lower;
      case "upper" -> upper;
      case "digit" -> digit;
      case "alpha" -> lower.or(upper);
      case "alnum" -> lower.or(upper).or(digit);
      case "xdigit" -> digit.or(range('a', 'f')).or(range('A', 'F'));
      case "blank" -> c -> c == ' ' || c == '\t';
      case "space" -> range('\t', '\r').or(range(' ', ' '));
      case "cntrl" -> c -> c < ' ' || c == 0x7f;
      case "graph" -> range('!', '~');
      case "print" -> range(' ', '~');
      case "punct" -> c -> PRINTED.indexOf(c) >= 0;
      default ->
          throw new IllegalArgumentException(
              "the pattern '"
                  + pattern
                  + "' names a class of characters that does not exist: "
                  + name);
    };
  }
}
