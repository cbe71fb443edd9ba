package io.stocktake.planner.lists;

import java.util.Optional;

/** Paths below a directory, as lists write them. */
public final class PathBelow {
  private PathBelow() {}

  /**
   * The path as a walk would name it: without a {@code ./} before it; nothing if it is not one
   * below the directory, but empty, absolute, or with a name that is empty, {@code .} or {@code
   * ..}.
   */
  public static Optional<String> of(String text) {
    String path = text.startsWith("./") ? text.substring(2) : text;
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
        return Optional.empty();
      }
    }
    return Optional.of(path);
  }
}
