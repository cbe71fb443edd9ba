package io.stocktake.manifests.catalogue;

import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The columns of a catalogue's Parquet parts, in their order. */
enum CatalogueColumn {
  KEY("required binary key (STRING)"),
  PATH("optional binary path"),
  KIND("required binary kind (STRING)"),
  SIZE("required int64 size"),
  MODE("required int32 mode"),
  UID("required int64 uid"),
  GID("required int64 gid"),
  OWNER("required binary owner (STRING)"),
  GROUP("required binary group (STRING)"),
  MTIME_S("required int64 mtime_s"),
  MTIME_NS("required int32 mtime_ns"),
  HARD_LINK("required int64 hard_link"),
  LINK_TARGET("optional binary link_target"),
  XATTRS("optional binary xattrs"),
  ETAG("optional binary etag (STRING)"),
  VERSION_ID("optional binary version_id (STRING)"),
  EVIDENCE("optional binary evidence (STRING)");

  /** The key of the file's metadata that names the format. */
  static final String FORMAT_KEY = "format";

  /** The only format so far. */
  static final String FORMAT = "stocktake-catalogue/1";

  /** All of them. */
  static final MessageType SCHEMA = schema();

  private final String declaration;

  CatalogueColumn(String declaration) {
    this.declaration = declaration;
  }

  /** The column's name. */
  String title() {
    return SCHEMA.getFieldName(place());
  }

  /** Where it stands in the schema, which is made in this order. */
  @SuppressWarnings("EnumOrdinal")
  int place() {
    return ordinal();
  }

  private static MessageType schema() {
    StringBuilder text = new StringBuilder("message stocktake.catalogue {\n");
    for (CatalogueColumn column : values()) {
      text.append("  ").append(column.declaration).append(";\n");
    }
    return MessageTypeParser.parseMessageType(text.append("}\n").toString());
  }
}
