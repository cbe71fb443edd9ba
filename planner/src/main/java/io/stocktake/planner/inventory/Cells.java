package io.stocktake.planner.inventory;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import java.util.Optional;
import java.util.Set;

/** The values of one row of an inventory, whatever its format, and what they mean. */
abstract class Cells {
  /** Storage classes and access tiers from which nothing is read without a restore. */
  private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

  /** What a data file is like. */
  record Summary(long rows, boolean tellsEncryption) {}

  /** The key's UTF-8 bytes; null if the row has none. */
  abstract byte[] key() throws StocktakeException;

  /** Bytes; -1 if the row does not say. */
  abstract long size() throws StocktakeException;

  /** A text that is not empty. */
  abstract Optional<String> text(Column column);

  abstract boolean flag(Column column, boolean ifAbsent);

  /** Whether the row is of a current object: neither of an old version nor of a delete marker. */
  final boolean isCurrent() {
    return flag(Column.IS_LATEST, true) && !flag(Column.IS_DELETE_MARKER, false);
  }

  /**
   * The row's object.
   *
   * @param name how to call the file in messages
   */
  final InventoryRow row(String name) throws StocktakeException {
    byte[] key = key();
    if (key == null) {
      throw StocktakeException.environment(name + " has a row without a key: it is damaged");
    }
    return new InventoryRow(
        key,
        size(),
        text(Column.E_TAG).flatMap(Cells::etag),
        text(Column.ENCRYPTION_STATUS).map(Encryption::ofStatus).orElse(Encryption.TRANSPARENT),
        text(Column.STORAGE_CLASS).filter(ARCHIVES::contains).isPresent()
            || text(Column.INTELLIGENT_TIERING_ACCESS_TIER)
                .filter(tier -> tier.endsWith("ARCHIVE"))
                .isPresent(),
        text(Column.VERSION_ID));
  }

  private static Optional<ETag> etag(String text) {
    try {
      return Optional.of(ETag.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
