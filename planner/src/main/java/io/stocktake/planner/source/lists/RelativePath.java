package io.stocktake.planner.source.lists;

import java.util.Optional;

/** Paths below a directory, as lists write them. */
public final class RelativePath {
  private RelativePath() {}

  /**
   * The path as a walk would name it: without a {@code ./} before it; nothing if it is not one
   * below the directory, but empty, absolute, or with a name that is empty, {@code .} or {@code
   * ..}.
   */
  public static Optional<String> of(String text) {
    String path = text.startsWith("./") ? text.substring(2) : text;
    int from = 0;
    for (int to = path.indexOf('/'); to >= 0; to = path.indexOf('/', from)) {
      if (!isName(path, from, to)) {
        return Optional.empty();
      }
      from = to + 1;
    }
    return isName(path, from, path.length()) && path.indexOf('\0') < 0
        ? Optional.of(path)
        : Optional.empty();
  }

  private static boolean isName(String path, int from, int to) {
    int length = to - from;
    boolean dots = length <= 2 && path.startsWith("..".substring(0, length), from);
    return length > 0 && !dots;
  }
}
