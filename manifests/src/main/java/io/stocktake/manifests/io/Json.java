package io.stocktake.manifests.io;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The JSON mappers of all formats. Each writes members in the order of the record or map, unless
 * said otherwise, and refuses unknown members of records.
 */
public final class Json {
  /** On one line: for standard output, and for what is read only. */
  public static final JsonMapper COMPACT = new JsonMapper();

  /** On several lines: for files and objects that people look into. */
  public static final JsonMapper INDENTED =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Without spaces and with the members of maps in order: the same bytes for the same content. */
  public static final JsonMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** As {@link #INDENTED}; refuses null and missing members of records. */
  public static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  static {
    STRICT.setDefaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL));
  }

  private Json() {}
}
