package io.stocktake.planner.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A compiled pattern: {@code *} stands for anything but a slash, {@code **} for anything, {@code ?}
 * for a character but a slash, {@code [...]} for one of a set, a backslash takes the next character
 * as it is. Matches as {@code dowild} in rsync's wildmatch.c does, whose early endings keep it from
 * trying every split of a long name.
 */
final class Glob {
  /** How many characters a position of the pattern takes. */
  private enum Takes {
    ONE,
    ANY_WITHIN_A_NAME,
    ANY
  }

  /** A position of the pattern; the test is of one that takes one character. */
  private record Token(Takes takes, IntPredicate test) {
    static Token one(IntPredicate test) {
      return new Token(Takes.ONE, test);
    }
  }

  /** How a try ended; those that end further tries say which. */
  private enum Result {
    MATCH,
    NO,
    NO_FURTHER_ON,
    NO_BEFORE_NEXT_STARS
  }

  private final List<Token> tokens;

  private Glob(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException if it could never match
   */
  static Glob of(String pattern) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < pattern.length()) {
      int c = pattern.codePointAt(at);
      int next = at + Character.charCount(c);
      if (c == '*') {
        while (next < pattern.length() && pattern.charAt(next) == '*') {
          next++;
        }
        tokens.add(new Token(next - at > 1 ? Takes.ANY : Takes.ANY_WITHIN_A_NAME, any -> true));
      } else if (c == '?') {
        tokens.add(Token.one(other -> other != '/'));
      } else if (c == '[') {
        CharacterSet set = CharacterSet.parse(pattern, next);
        tokens.add(Token.one(set));
        next = set.end();
      } else if (c == '\\') {
        if (next == pattern.length()) {
          throw new IllegalArgumentException("the pattern '" + pattern + "' ends in a backslash");
        }
        int literal = pattern.codePointAt(next);
        tokens.add(literal(literal));
        next += Character.charCount(literal);
      } else {
        tokens.add(literal(c));
      }
      at = next;
    }
    return new Glob(List.copyOf(tokens));
  }

  private static Token literal(int c) {
    return Token.one(other -> other == c);
  }

  /** Whether the text from this index to its end matches. */
  boolean matches(String text, int from) {
    return match(0, text, from) == Result.MATCH;
  }

  private Result match(int from, String text, int start) {
    int at = start;
    for (int i = from; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.takes() != Takes.ONE) {
        return stars(i + 1, text, at, token.takes() == Takes.ANY);
      }
      if (at == text.length()) {
        return Result.NO_FURTHER_ON;
      }
      int c = text.codePointAt(at);
      if (!token.test().test(c)) {
        return Result.NO;
      }
      at += Character.charCount(c);
    }
    return at == text.length() ? Result.MATCH : Result.NO;
  }

  private Result stars(int rest, String text, int start, boolean crossing) {
    if (rest == tokens.size()) {
      return crossing || text.indexOf('/', start) < 0 ? Result.MATCH : Result.NO;
    }
    for (int at = start; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      Result result = match(rest, text, at);
      boolean goesOn = crossing && result == Result.NO_BEFORE_NEXT_STARS;
      if (result != Result.NO && !goesOn) {
        return result;
      }
      if (result == Result.NO && !crossing && text.charAt(at) == '/') {
        return Result.NO_BEFORE_NEXT_STARS;
      }
    }
    return Result.NO_FURTHER_ON;
  }
}
