package io.stocktake.manifests.safety;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files that the source must have, or it counts as missing: an unmounted disk looks like an empty
 * directory.
 *
 * @param paths below the source
 */
public record RequiredFiles(List<String> paths) {
  /** None. */
  public static final RequiredFiles NONE = new RequiredFiles(List.of());

  /** The option of a plan that keeps them, with line ends between. */
  public static final String OPTION = "require-file";

  private static final String BETWEEN = "\n";

  public RequiredFiles {
    paths = List.copyOf(paths);
    paths.forEach(RequiredFiles::requireBelow);
  }

  private static void requireBelow(String path) {
    try {
      Path name = Path.of(path);
      boolean leaves = Stream.of("..", ".", "").anyMatch(part -> holds(name, part));
      if (name.isAbsolute() || leaves || path.contains(BETWEEN)) {
        throw new IllegalArgumentException(
            "'" + path + "' is not a path below the source, such as photos/.mounted");
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + path + "' is not a path", e);
    }
  }

  private static boolean holds(Path name, String part) {
    for (Path element : name) {
      if (element.toString().equals(part)) {
        return true;
      }
    }
    return false;
  }

  /** Reads what {@link #text} wrote; nothing is none. */
  public static RequiredFiles ofText(String text) {
    return text.isEmpty() ? NONE : new RequiredFiles(Arrays.asList(text.split(BETWEEN, -1)));
  }

  /** These and those. */
  public RequiredFiles and(RequiredFiles others) {
    return new RequiredFiles(
        Stream.concat(paths.stream(), others.paths.stream()).distinct().toList());
  }

  /** Whether none is required. */
  public boolean isEmpty() {
    return paths.isEmpty();
  }

  /** As a plan keeps them. */
  public String text() {
    return String.join(BETWEEN, paths);
  }

  /**
   * Refuses a source that lacks one; a link counts as what it leads to, if that is below the
   * source.
   */
  public void check(Path root) throws StocktakeException {
    for (String path : paths) {
      if (!isFileBelow(root, path)) {
        throw StocktakeException.refused(
            FailureCode.REQUIRED_FILE_MISSING,
            "the source "
                + root
                + " has no file "
                + path
                + ", which is required; nothing was done: is the disk mounted, and is it the right"
                + " one?");
      }
    }
  }

  private static boolean isFileBelow(Path root, String path) {
    try {
      Path real = root.resolve(path).toRealPath();
      return real.startsWith(root.toRealPath()) && Files.isRegularFile(real);
    } catch (IOException e) {
      return false;
    }
  }
}
