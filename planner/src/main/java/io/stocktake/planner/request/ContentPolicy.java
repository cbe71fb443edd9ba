package io.stocktake.planner.request;

import io.stocktake.planner.reconcile.OrphanPolicy;
import io.stocktake.planner.reconcile.UndecidedPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How contents are compared, and what becomes of what cannot be matched.
 *
 * @param orphans what becomes of objects without a file
 * @param undecided what becomes of files whose content cannot be compared
 * @param partSizes bytes of a part in uploads of this program and others, which are tried first for
 *     {@code -N} ETags; one at least
 * @param checksums a list of the files' MD5s, to believe instead of reading them
 */
public record ContentPolicy(
    OrphanPolicy orphans,
    UndecidedPolicy undecided,
    List<Long> partSizes,
    Optional<Path> checksums) {
  /** Bytes of a part in this program's own uploads, unless told otherwise. */
  public static final long DEFAULT_PART_SIZE = 16L << 20;

  /** Leaves orphans alone, and reports what cannot be told. */
  public static final ContentPolicy DEFAULT =
      new ContentPolicy(
          OrphanPolicy.LEAVE, UndecidedPolicy.REPORT, List.of(DEFAULT_PART_SIZE), Optional.empty());

  public ContentPolicy {
    partSizes = List.copyOf(partSizes);
    for (long partSize : partSizes) {
      if (partSize < 5L << 20 || partSize > 5L << 30) {
        throw new IllegalArgumentException("part size must be 5Mi to 5Gi, not " + partSize);
      }
    }
  }
}
