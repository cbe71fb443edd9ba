package io.stocktake.planner.source.filter;

/** Says which names take no part. */
@FunctionalInterface
public interface NameFilter {
  /** Lets everything take part. */
  NameFilter NONE = (path, directory) -> false;

  /**
   * Whether an entry is left out, given that the directories above it are not.
   *
   * @param path below the source, {@code /} between names
   * @param directory whether it is a directory; an excluded one is not walked
   */
  boolean excludes(String path, boolean directory);

  /** Whether a file is left out, for its own name or a directory's above it. */
  default boolean excludesFile(String path) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (excludes(path.substring(0, slash), true)) {
        return true;
      }
    }
    return excludes(path, false);
  }
}
