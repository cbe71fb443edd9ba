package io.stocktake.manifests.rules;

import java.util.Optional;

/**
 * Which names a rule is for: a prefix such as {@code photos/}, taken as it is, or a {@link Glob}
 * such as {@code **.jpg}, which matches the whole name. Names are below the destination and have no
 * slash in front; a pattern that begins with one is for no name.
 */
public final class KeyPattern {
  /** Every name. */
  public static final KeyPattern ALL = of("");

  private final String text;
  private final Optional<Glob> glob;

  private KeyPattern(String text, Optional<Glob> glob) {
    this.text = text;
    this.glob = glob;
  }

  /**
   * Reads a pattern as the user writes it: with {@code *}, {@code ?} or {@code [} it is a glob.
   *
   * @throws IllegalArgumentException if it could never match
   */
  public static KeyPattern of(String text) {
    return new KeyPattern(text, Glob.isWild(text) ? Optional.of(Glob.of(text)) : Optional.empty());
  }

  /**
   * Reads a pattern of a plan that does not say {@link io.stocktake.manifests.plan.Plan#PATTERNS}:
   * brackets and backslashes stood for themselves then.
   */
  static KeyPattern withoutSets(String text) {
    boolean wild = text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    String escaped = text.replaceAll("[\\[\\\\]", "\\\\$0");
    return new KeyPattern(text, wild ? Optional.of(Glob.of(escaped)) : Optional.empty());
  }

  /** Whether the rule is for a name. */
  public boolean matches(String name) {
    return matches(name, 0);
  }

  /** Whether the rule is for the name that begins at this index. */
  public boolean matches(String key, int from) {
    return glob.isPresent() ? glob.get().matches(key, from) : key.startsWith(text, from);
  }

  /** As the user wrote it. */
  public String text() {
    return text;
  }
}
