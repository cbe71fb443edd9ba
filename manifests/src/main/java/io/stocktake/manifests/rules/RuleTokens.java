package io.stocktake.manifests.rules;

import java.util.ArrayList;
import java.util.List;

/** Splits a rule into tokens, with double quotes around those that hold spaces. */
public final class RuleTokens {
  private RuleTokens() {}

  /**
   * The words of a rule, where double quotes hold several together.
   *
   * @throws IllegalArgumentException if a quote is not closed
   */
  public static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean any = false;
    for (char c : (text + " ").toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
        any = true;
      } else if (Character.isWhitespace(c) && !quoted) {
        if (any) {
          words.add(word.toString());
        }
        word.setLength(0);
        any = false;
      } else {
        word.append(c);
        any = true;
      }
    }
    if (quoted) {
      throw new IllegalArgumentException("a quote in the rule '" + text + "' is not closed");
    }
    return words;
  }
}
