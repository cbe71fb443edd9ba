package io.stocktake.planner.source.filter;

import io.stocktake.manifests.rules.Glob;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One include or exclude rule with a pattern as rsync reads it (rsync(1), "PATTERN MATCHING RULES",
 * and {@code rule_matches} in its exclude.c). Where rsync counts bytes, this counts characters.
 */
public final class FilterRule {
  private final boolean include;
  private final boolean negated;
  private final String text;
  private final boolean directoriesOnly;
  private final boolean anchored;
  private final boolean crossesSlashes;
  private final boolean beginsWithStars;
  private final boolean endsWithThreeStars;
  private final int slashes;
  private final String literal;
  private final Optional<Glob> glob;

  private FilterRule(boolean include, boolean negated, String text) {
    this.include = include;
    this.negated = negated;
    this.text = text;
    this.directoriesOnly = text.length() > 1 && text.endsWith("/");
    String pattern = directoriesOnly ? text.substring(0, text.length() - 1) : text;
    this.anchored = pattern.startsWith("/");
    this.slashes = (int) pattern.chars().filter(c -> c == '/').count();
    this.crossesSlashes = pattern.contains("**");
    this.beginsWithStars = pattern.startsWith("**");
    this.endsWithThreeStars = pattern.endsWith("***");
    this.literal = anchored ? pattern.substring(1) : pattern;
    this.glob = Glob.isWild(pattern) ? Optional.of(Glob.of(literal)) : Optional.empty();
  }

  /**
   * A rule.
   *
   * @param include whether what matches takes part, or is left out
   * @param negated whether the rule is for what does <em>not</em> match
   * @param pattern as a user writes it
   * @throws IllegalArgumentException if it could never match
   */
  static FilterRule of(boolean include, boolean negated, String pattern) {
    if (pattern.isEmpty()) {
      throw new IllegalArgumentException("a filter rule has no pattern");
    }
    return new FilterRule(include, negated, pattern);
  }

  boolean include() {
    return include;
  }

  FilterRule respelled(UnaryOperator<String> spelling) {
    return new FilterRule(include, negated, spelling.apply(text));
  }

  /** Whether the rule is for this entry. */
  boolean matches(String path, boolean directory) {
    boolean matched = (directory || !directoriesOnly) && matchesName(path, directory);
    return matched != negated;
  }

  private boolean matchesName(String path, boolean directory) {
    if (glob.isEmpty()) {
      return matchesLiterally(path);
    }
    String name = path;
    if (slashes == 0 && !crossesSlashes) {
      name = path.substring(path.lastIndexOf('/') + 1);
    } else if (beginsWithStars) {
      name = "/" + path; // so that "**/" may stand for nothing
    }
    if (directory && endsWithThreeStars) {
      name += "/"; // so that "dir/***" is the directory too
    }
    return matchesFrom(name);
  }

  private boolean matchesLiterally(String path) {
    return anchored
        ? path.equals(literal)
        : path.endsWith(literal)
            && (path.length() == literal.length()
                || path.charAt(path.length() - literal.length() - 1) == '/');
  }

  private boolean matchesFrom(String name) {
    Glob wild = glob.orElseThrow();
    if (anchored || beginsWithStars || (slashes == 0 && !crossesSlashes)) {
      return wild.matches(name, 0);
    }
    if (!crossesSlashes) {
      int start = lastElements(name, slashes + 1);
      return start >= 0 && wild.matches(name, start);
    }
    return wild.matchesEnding(name);
  }

  /** Where the last names of a path begin, or a negative number if it has fewer. */
  private static int lastElements(String path, int count) {
    int from = path.length();
    for (int i = 0; i < count; i++) {
      if (from < 0) {
        return -1;
      }
      from = path.lastIndexOf('/', from - 1);
    }
    return from + 1;
  }

  @Override
  public String toString() {
    return (include ? "+" : "-") + (negated ? "! " : " ") + text;
  }
}
