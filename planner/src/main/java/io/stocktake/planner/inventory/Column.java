package io.stocktake.planner.inventory;

import io.stocktake.manifests.StocktakeException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The columns of an inventory that matter here; a report may have more, and lack most. */
enum Column {
  KEY(0, "Key"),
  SIZE(1, "Size"),
  E_TAG(2, "ETag"),
  ENCRYPTION_STATUS(3, "EncryptionStatus"),
  STORAGE_CLASS(4, "StorageClass"),
  INTELLIGENT_TIERING_ACCESS_TIER(5, "IntelligentTieringAccessTier"),
  VERSION_ID(6, "VersionId"),
  IS_LATEST(7, "IsLatest"),
  IS_DELETE_MARKER(8, "IsDeleteMarker");

  static final int COUNT = values().length;

  private final int place;
  private final String header;

  Column(int place, String header) {
    this.place = place;
    this.header = header;
  }

  /** Its place in an array of {@link #COUNT}. */
  int place() {
    return place;
  }

  /** The name in Parquet and ORC files. */
  String field() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The column that a CSV delivery's manifest calls so. */
  static Optional<Column> ofHeader(String name) {
    return Stream.of(values()).filter(column -> column.header.equals(name)).findFirst();
  }

  /**
   * Refuses a report that lacks what a comparison needs.
   *
   * @param there the columns it has
   * @param name how to call the file in messages
   */
  static void check(Set<Column> there, String name) throws StocktakeException {
    for (Column column : new Column[] {KEY, SIZE, E_TAG}) {
      if (!there.contains(column)) {
        throw StocktakeException.usage(
            name
                + " has no column "
                + column.field()
                + "; add Size and ETag to the inventory configuration"
                + " (stocktake inventory configure) and wait for its next delivery");
      }
    }
    if (there.contains(VERSION_ID) && !there.contains(IS_LATEST)) {
      throw StocktakeException.usage(
          name + " lists versions but has no column is_latest to tell the current one");
    }
  }
}
