package io.stocktake.manifests.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.io.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * POSIX attributes as one JSON object, the form of the column {@code attributes}. Which names are
 * of one file is told by the rows' links instead.
 *
 * @param mode {@code st_mode} in octal, seven digits
 * @param uid user id of the owner
 * @param gid group id
 * @param owner name of the owner; empty where unknown
 * @param group name of the group; empty where unknown
 * @param mtime modification time, RFC 3339 in UTC
 * @param xattrs extended attributes, their values in Base64
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record AttributesJson(
    @JsonProperty("mode") String mode,
    @JsonProperty("uid") long uid,
    @JsonProperty("gid") long gid,
    @JsonProperty("owner") String owner,
    @JsonProperty("group") String group,
    @JsonProperty("mtime") String mtime,
    @JsonProperty("xattrs") Map<String, String> xattrs) {
  private static final int OCTAL = 8;

  static String write(EntryAttributes attributes) {
    Map<String, String> xattrs = new TreeMap<>();
    attributes
        .xattrs()
        .forEach(
            (name, value) -> xattrs.put(name, Base64.getEncoder().encodeToString(value.toArray())));
    try {
      return Json.COMPACT.writeValueAsString(
          new AttributesJson(
              String.format("%07o", attributes.mode()),
              attributes.uid(),
              attributes.gid(),
              attributes.owner(),
              attributes.group(),
              attributes.mtime().toString(),
              xattrs));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static EntryAttributes read(String text) {
    try {
      AttributesJson json = Json.COMPACT.readValue(text, AttributesJson.class);
      Map<String, Bytes> xattrs = new TreeMap<>();
      if (json.xattrs != null) {
        json.xattrs.forEach(
            (name, value) -> xattrs.put(name, Bytes.of(Base64.getDecoder().decode(value))));
      }
      return new EntryAttributes(
          Integer.parseInt(json.mode, OCTAL),
          json.uid,
          json.gid,
          orEmpty(json.owner),
          orEmpty(json.group),
          Instant.parse(json.mtime),
          0,
          xattrs);
    } catch (JsonProcessingException | DateTimeException | NullPointerException e) {
      throw new IllegalArgumentException("not the attributes of a file: " + text, e);
    }
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
