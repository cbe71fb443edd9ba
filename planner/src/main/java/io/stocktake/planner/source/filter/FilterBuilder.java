package io.stocktake.planner.source.filter;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.source.lists.InputList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Collects rules in the order given, from patterns, rules and files of them, each written as for
 * rsync (rsync(1), "FILTER RULES"). What rsync knows and this does not is refused, never ignored:
 * merging a file of each directory, rules for one side, and the modifiers but {@code !}.
 */
public final class FilterBuilder {
  private static final Pattern RULE =
      Pattern.compile(
          "(clear|exclude|include|merge|dir-merge|hide|show|protect|risk|[-+.:HSPR!])"
              + "(?:,?([^ _,]*))?(?:[ _](.*))?",
          Pattern.DOTALL);
  private static final int MAX_DEPTH = 16;

  private final List<FilterRule> rules = new ArrayList<>();
  private int depth;

  /**
   * Adds a pattern of {@code --include} or {@code --exclude}; as in rsync, it may begin with its
   * own {@code "+ "} or {@code "- "}, and {@code !} drops all rules so far.
   *
   * @throws IllegalArgumentException if it could never match
   */
  public void pattern(boolean include, String text) {
    if (text.equals("!")) {
      rules.clear();
    } else if (text.startsWith("+ ") || text.startsWith("- ")) {
      rules.add(FilterRule.of(text.charAt(0) == '+', false, text.substring(2)));
    } else {
      rules.add(FilterRule.of(include, false, text));
    }
  }

  /**
   * Adds a rule of {@code --filter}.
   *
   * @throws IllegalArgumentException if it is not understood
   * @throws StocktakeException if it names a file that cannot be read
   */
  public void rule(String text) throws IOException {
    Matcher parts = RULE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a filter rule such as '- *.tmp' or '+ /photos/***'");
    }
    String modifiers = parts.group(2) == null ? "" : parts.group(2);
    String rest = parts.group(3) == null ? "" : parts.group(3);
    switch (parts.group(1)) {
      case "+", "include" -> rules.add(FilterRule.of(true, negated(text, modifiers), rest));
      case "-", "exclude" -> rules.add(FilterRule.of(false, negated(text, modifiers), rest));
      case "!", "clear" -> clear(text, modifiers + rest);
      case ".", "merge" -> merge(text, modifiers, rest);
      default ->
          throw new IllegalArgumentException(
              "the filter rule '"
                  + text
                  + "' is of a kind that is not supported; use include, exclude, merge or clear"
                  + " (what is excluded is never deleted, so nothing needs protection)");
    }
  }

  /** Adds the patterns of a file, one a line; empty lines and those with # or ; are skipped. */
  public void patternsFrom(boolean include, Path file) throws IOException {
    each(file, line -> pattern(include, line));
  }

  /** Adds the rules of a file, one a line; empty lines and those with # or ; are skipped. */
  public void rulesFrom(Path file) throws IOException {
    if (++depth > MAX_DEPTH) {
      throw StocktakeException.usage("the filter file " + file + " merges itself");
    }
    each(file, this::rule);
    depth--;
  }

  /** The rules so far. */
  public FilterRules rules() {
    return new FilterRules(rules);
  }

  private void clear(String text, String more) {
    if (!more.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "': a rule that clears takes no pattern");
    }
    rules.clear();
  }

  private void merge(String text, String modifiers, String file) throws IOException {
    if (!modifiers.isEmpty() || file.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "': a rule that merges takes a file and no modifiers");
    }
    rulesFrom(Path.of(file));
  }

  private static boolean negated(String text, String modifiers) {
    if (!modifiers.isEmpty() && !modifiers.equals("!")) {
      throw new IllegalArgumentException(
          "the filter rule '" + text + "' has the modifiers '" + modifiers + "'; only ! is known");
    }
    return modifiers.equals("!");
  }

  /** Takes a line of a file. */
  private interface Line {
    void take(String line) throws IOException;
  }

  private static void each(Path file, Line sink) throws IOException {
    for (String line : lines(file)) {
      try {
        sink.take(line);
      } catch (IllegalArgumentException e) {
        throw StocktakeException.usage("in " + file + ": " + e.getMessage());
      }
    }
  }

  private static List<String> lines(Path file) throws IOException {
    return new InputList(file, false)
        .lines().stream()
            .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith(";"))
            .toList();
  }
}
