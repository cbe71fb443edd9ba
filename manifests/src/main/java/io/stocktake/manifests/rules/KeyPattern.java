package io.stocktake.manifests.rules;

import java.util.regex.Pattern;

/**
 * Which names a rule is for: a prefix such as {@code photos/}, or a glob in which {@code *} stands
 * for anything but a slash, {@code **} for anything, and {@code ?} for one character but a slash.
 *
 * @param text the pattern as the user wrote it
 * @param regex what it compiles to
 */
public record KeyPattern(String text, Pattern regex) {
  /** Every name. */
  public static final KeyPattern ALL = of("");

  /** Reads a pattern as the user writes it. */
  public static KeyPattern of(String text) {
    boolean glob = text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    return new KeyPattern(
        text, Pattern.compile(glob ? regex(text) : Pattern.quote(text) + ".*", Pattern.DOTALL));
  }

  /** Whether the rule is for a name. */
  public boolean matches(String name) {
    return regex.matcher(name).matches();
  }

  private static String regex(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (c == '*' && glob.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }
}
