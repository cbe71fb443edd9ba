package io.stocktake.manifests.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "**😀**, a😀b.jpg, true",
    "?, 😀, true",
    "??, 😀, false",
    "[😀-😂]x, 😁x, true",
    "[!😀]x, 😁x, true",
    "\\😀*, 😀, true",
    "a\uD83D*, a😀, false",
    "*.jpg, a/b.jpg, false",
    "**.jpg, a/b.jpg, true",
    "a/*/c, a/b/c, true",
    "a/*/c, a/b/b/c, false",
    "a*, a, true",
    "a**, a, true",
    "**/a, a, false",
    "é*, éa, true",
    "[[:upper:]]?, Ab, true",
    "a\\*, a*, true",
    "a\\*, ab, false",
  })
  void matches(String pattern, String text, boolean expected) {
    assertThat(Glob.of(pattern).matches(text, 0)).isEqualTo(expected);
  }

  @Test
  void whatCouldNeverMatchIsRefused() {
    for (String wrong : List.of("[a", "*\\", "[[:foo:]]", "[a-", "[\\")) {
      assertThatThrownBy(() -> Glob.of(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Patterns of any length, of which the automaton takes several words. */
  @Test
  void agreesWithADefinitionByRecursion() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      String pattern =
          random(random, List.of("a", "b", "/", "*", "**", "***", "?", "[ab]", "😀"), 9);
      String text = random(random, List.of("a", "b", "/", "😀"), 12);
      if (round % 4 == 0) {
        String same = "a/😀".repeat(random.nextInt(60));
        pattern = same + pattern;
        text = same + text;
      }
      Glob glob = Glob.of(pattern);
      assertThat(glob.matches(text, 0))
          .as("seed %d: '%s' for '%s'", seed, pattern, text)
          .isEqualTo(isMatch(pattern, text));
      assertThat(glob.matchesEnding(text))
          .as("seed %d: '%s' for an ending of '%s'", seed, pattern, text)
          .isEqualTo(endingMatches(pattern, text));
    }
  }

  /** Each of these took hours by trying all splits. */
  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void noPatternTakesLong() {
    String text = "a".repeat(1024);
    for (String piece : List.of("**a", "*a", "*?", "**a*", "**[a-z]", "*a**/")) {
      assertThat(Glob.of(piece.repeat(500) + "b").matches(text, 0)).as(piece).isFalse();
      assertThat(Glob.of(piece.repeat(500) + "b").matchesEnding("a/".repeat(512))).isFalse();
    }
    assertThat(Glob.of("**a".repeat(500)).matches(text, 0)).isTrue();
  }

  private static boolean endingMatches(String pattern, String text) {
    boolean any = isMatch(pattern, text);
    for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
      any |= isMatch(pattern, text.substring(slash + 1));
    }
    return any;
  }

  private static boolean isMatch(String pattern, String text) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    if (pattern.startsWith("*")) {
      String rest = pattern.replaceFirst("^\\*+", "");
      boolean crosses = pattern.length() - rest.length() > 1;
      return isMatch(rest, text)
          || (!text.isEmpty()
              && (crosses || !text.startsWith("/"))
              && isMatch(pattern, text.substring(width(text))));
    }
    if (text.isEmpty()) {
      return false;
    }
    String rest = text.substring(width(text));
    if (pattern.startsWith("?")) {
      return !text.startsWith("/") && isMatch(pattern.substring(1), rest);
    }
    if (pattern.startsWith("[ab]")) {
      return "ab".indexOf(text.charAt(0)) >= 0 && isMatch(pattern.substring(4), rest);
    }
    return pattern.codePointAt(0) == text.codePointAt(0)
        && isMatch(pattern.substring(width(pattern)), rest);
  }

  private static int width(String text) {
    return Character.charCount(text.codePointAt(0));
  }

  private static String random(Random random, List<String> pieces, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    return text.toString();
  }
}
