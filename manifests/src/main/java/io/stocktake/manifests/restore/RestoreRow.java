package io.stocktake.manifests.restore;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.rules.EncryptedNames;
import java.util.Comparator;
import java.util.Optional;

/**
 * One row of a restore plan: everything that apply needs about one path of the target.
 *
 * @param action what to do
 * @param reason why
 * @param path the path below the target, {@code /} between names
 * @param size bytes of the object, or of the file to remove
 * @param object the object that the path is restored from; none for a file to remove, and for what
 *     a snapshot knows whole
 * @param local the state of the path that the action insists on
 * @param entry what a snapshot knows of the path; none of a plan without a snapshot
 */
public record RestoreRow(
    RestoreAction action,
    RestoreReason reason,
    String path,
    long size,
    Optional<Source> object,
    LocalState local,
    Optional<RestoreEntry> entry) {

  /** The path of the target itself, whose attributes a snapshot knows. */
  public static final String ROOT = ".";

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
    boolean knowsLink = entry.flatMap(RestoreEntry::link).isPresent();
    boolean whole =
        switch (action) {
          case FETCH -> object.isPresent();
          case LINK -> object.isPresent() || knowsLink;
          case HARD_LINK -> object.isPresent() && knowsLink;
          case SET_ATTRIBUTES -> entry.isPresent();
          case MAKE_DIRECTORY, REMOVE, REMOVE_DIRECTORY, NONE -> true;
        };
    if (!whole) {
      throw new IllegalArgumentException(
          action.code() + " of " + path + " lacks the object, link or attributes that it needs");
    }
  }

  /** A row of a plan without a snapshot. */
  public RestoreRow(
      RestoreAction action,
      RestoreReason reason,
      String path,
      long size,
      Optional<Source> object,
      LocalState local) {
    this(action, reason, path, size, object, local, Optional.empty());
  }

  /** The same path with another action, for another reason, which insists on another state. */
  public RestoreRow as(RestoreAction other, RestoreReason why, LocalState found) {
    return new RestoreRow(other, why, path, size, object, found, entry);
  }

  /**
   * Whether the object is the file encrypted, so that its bytes are not the file's: its key has
   * once more the ending of encrypted objects than the path has.
   */
  public boolean isEncrypted() {
    return object.filter(from -> EncryptedNames.isOf(from.key().value(), path)).isPresent();
  }

  /** Whether a path is below this one, that of a directory. */
  public boolean holds(String below) {
    return path.equals(ROOT) ? !below.equals(ROOT) : below.startsWith(path + "/");
  }

  /**
   * Compares paths name by name: the slash sorts before every other character, and the target
   * itself before all that it holds.
   */
  public static int comparePaths(String one, String other) {
    if (one.equals(ROOT) || other.equals(ROOT)) {
      return Boolean.compare(other.equals(ROOT), one.equals(ROOT));
    }
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
