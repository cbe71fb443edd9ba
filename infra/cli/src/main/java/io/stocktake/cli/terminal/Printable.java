package io.stocktake.cli.terminal;

/** Text for a terminal: control characters in file names must not move the cursor. */
public final class Printable {
  private Printable() {}

  /** The text with control characters as {@code \\uXXXX}. */
  public static String of(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder safe = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                safe.append(String.format("\\u%04x", c));
              } else {
                safe.append((char) c);
              }
            });
    return safe.toString();
  }
}
