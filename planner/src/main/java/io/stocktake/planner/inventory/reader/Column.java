package io.stocktake.planner.inventory.reader;

import io.stocktake.manifests.StocktakeException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The columns of an inventory that matter here; a report may have more, and lack most. */
enum Column {
  KEY(0, "key", "Key", Kind.TEXT),
  SIZE(1, "size", "Size", Kind.NUMBER),
  E_TAG(2, "e_tag", "ETag", Kind.TEXT),
  ENCRYPTION_STATUS(3, "encryption_status", "EncryptionStatus", Kind.TEXT),
  STORAGE_CLASS(4, "storage_class", "StorageClass", Kind.TEXT),
  INTELLIGENT_TIERING_ACCESS_TIER(
      5, "intelligent_tiering_access_tier", "IntelligentTieringAccessTier", Kind.TEXT),
  VERSION_ID(6, "version_id", "VersionId", Kind.TEXT),
  IS_LATEST(7, "is_latest", "IsLatest", Kind.FLAG),
  IS_DELETE_MARKER(8, "is_delete_marker", "IsDeleteMarker", Kind.FLAG),
  /** Read for histories alone. */
  LAST_MODIFIED_DATE(9, "last_modified_date", "LastModifiedDate", Kind.TIME);

  /** What its values are. */
  enum Kind {
    TEXT("a text"),
    NUMBER("a whole number of at most 64 bits"),
    FLAG("true or false"),
    TIME("a timestamp, or a text such as 2026-11-01T01:00:00Z");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  static final int COUNT = values().length;

  private final int place;
  private final String field;
  private final String header;
  private final Kind kind;

  Column(int place, String field, String header, Kind kind) {
    this.place = place;
    this.field = field;
    this.header = header;
    this.kind = kind;
  }

  /** What its values are. */
  Kind kind() {
    return kind;
  }

  /**
   * The columns that a Parquet or ORC file has, each by the file's own name: S3's there, or else
   * that of a CSV delivery, as conversions have it.
   *
   * @param dates whether dates are wanted
   */
  static Map<Column, String> among(Collection<String> names, boolean dates) {
    Map<Column, String> there = new EnumMap<>(Column.class);
    for (Column column : values()) {
      if (column.kind == Kind.TIME && !dates) {
        continue;
      }
      Stream.concat(
              names.stream().filter(column.field()::equals),
              names.stream().filter(column.header::equalsIgnoreCase))
          .findFirst()
          .ifPresent(name -> there.put(column, name));
    }
    return there;
  }

  /**
   * A refusal of a file in which the column has values of another kind.
   *
   * @param type what the file says that they are
   * @param file what the file should be, and how to call it in messages
   */
  StocktakeException notOf(String type, String file) {
    return StocktakeException.usage(
        file
            + " that can be read: its column "
            + field()
            + " is of the type "
            + type
            + ", but must be "
            + kind.words
            + "; write the file anew with another type, or use S3's own");
  }

  /** Its place in an array of {@link #COUNT}. */
  int place() {
    return place;
  }

  /** The name in Parquet and ORC files. */
  String field() {
    return field;
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
