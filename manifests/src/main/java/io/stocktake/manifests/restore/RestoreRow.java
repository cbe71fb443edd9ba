package io.stocktake.manifests.restore;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import java.util.Comparator;
import java.util.Optional;

/**
 * One row of a restore plan: everything that apply needs about one path of the target.
 *
 * @param action what to do
 * @param reason why
 * @param path the path below the target, {@code /} between names
 * @param size bytes of the object, or of the file to remove
 * @param object the object that the path is restored from; none for a file to remove
 * @param local the state of the path that the action insists on
 */
public record RestoreRow(
    RestoreAction action,
    RestoreReason reason,
    String path,
    long size,
    Optional<Source> object,
    LocalState local) {

  /**
   * The order of a restore plan: links after everything else, so that no restored link can lead a
   * later file elsewhere; then by path, name by name, so that a directory comes before what it
   * holds.
   */
  public static final Comparator<RestoreRow> ORDER =
      Comparator.comparing((RestoreRow row) -> row.action == RestoreAction.LINK)
          .thenComparing(RestoreRow::path, RestoreRow::comparePaths);

  /**
   * The object version to restore from.
   *
   * @param key its key
   * @param etag its ETag, which every request insists on
   * @param versionId its version, where the bucket keeps versions
   */
  public record Source(ObjectKey key, ETag etag, Optional<String> versionId) {}

  public RestoreRow {
    if (size < 0) {
      throw new IllegalArgumentException("size of " + path + " is negative: " + size);
    }
    if (path.isEmpty()) {
      throw new IllegalArgumentException("a row of a restore plan needs a path");
    }
    boolean reads = action == RestoreAction.FETCH || action == RestoreAction.LINK;
    if (reads && object.isEmpty()) {
      throw new IllegalArgumentException(action.code() + " of " + path + " needs an object");
    }
  }

  /** Compares paths name by name: the slash sorts before every other character. */
  public static int comparePaths(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        return a == '/' ? -1 : b == '/' ? 1 : Character.compare(a, b);
      }
    }
    return Integer.compare(one.length(), other.length());
  }
}
