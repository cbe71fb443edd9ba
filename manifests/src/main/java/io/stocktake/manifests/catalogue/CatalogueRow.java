package io.stocktake.manifests.catalogue;

import java.util.Comparator;
import java.util.Optional;

/**
 * One entry of a source as a snapshot knows it.
 *
 * @param key the key of its object; for a directory with a slash at the end, and for the root the
 *     destination's prefix, which may be empty; for an entry that has no object the key that it
 *     would have, with {@code %XX} as in the list of problems where its name is not UTF-8
 * @param path the bytes of its path below the source, only where they are not the key without the
 *     destination's prefix (and without the slash of a directory)
 * @param kind what kind of entry it is
 * @param size bytes of a file, 0 for everything else
 * @param attributes its POSIX attributes
 * @param linkTarget the target of a symbolic link
 * @param object the object that holds it; none of what is kept nowhere, or not yet
 */
public record CatalogueRow(
    String key,
    Optional<Bytes> path,
    EntryKind kind,
    long size,
    EntryAttributes attributes,
    Optional<Bytes> linkTarget,
    Optional<CatalogueObject> object) {
  private static final Bytes NONE = Bytes.of("");

  /**
   * The order of a catalogue: by the unsigned bytes of keys as S3 sorts them, then by path, since
   * two names that are not UTF-8 may come to one key.
   */
  public static final Comparator<CatalogueRow> ORDER =
      Comparator.comparing(CatalogueRow::key, CatalogueRow::compareKeys)
          .thenComparing(row -> row.path().orElse(NONE), Bytes::compare);

  public CatalogueRow {
    if (key.isEmpty() && kind != EntryKind.DIRECTORY) {
      throw new IllegalArgumentException("a row of a catalogue needs a key");
    }
    if (size < 0) {
      throw new IllegalArgumentException("size of " + key + " is negative: " + size);
    }
  }

  /** This row with the object that holds its entry. */
  public CatalogueRow heldBy(CatalogueObject holder) {
    return new CatalogueRow(key, path, kind, size, attributes, linkTarget, Optional.of(holder));
  }

  /** Compares keys by the unsigned bytes of their UTF-8, without making them. */
  public static int compareKeys(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        // UTF-8 sorts what takes a pair of surrogates behind all that takes one character.
        return Character.isSurrogate(a) == Character.isSurrogate(b)
            ? Character.compare(a, b)
            : Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
      }
    }
    return Integer.compare(one.length(), other.length());
  }
}
