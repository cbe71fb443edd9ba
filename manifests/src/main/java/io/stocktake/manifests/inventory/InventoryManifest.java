package io.stocktake.manifests.inventory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.io.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an S3 Inventory {@code manifest.json} says. Source of the format: Amazon S3 User Guide,
 * "Amazon S3 Inventory manifest", and real deliveries where the two differ.
 *
 * @param sourceBucket name of the bucket that was listed
 * @param destinationBucket name of the bucket that holds the delivery
 * @param scanned when S3 began to scan the source; later changes may be missing
 * @param format of the data files
 * @param schema the manifest's own description of the columns; authoritative for CSV alone
 * @param prefix what all listed keys begin with, where the manifest says so; S3's never do
 * @param files the data files, by full key in the destination bucket
 * @param md5 hex MD5 of the manifest itself, which names the delivery for good
 */
public record InventoryManifest(
    String sourceBucket,
    String destinationBucket,
    Instant scanned,
    Format format,
    String schema,
    String prefix,
    List<DataFile> files,
    String md5) {

  /** The formats S3 delivers. */
  public enum Format implements CodedEnum {
    CSV("CSV"),
    ORC("ORC"),
    PARQUET("PARQUET");

    private final String code;

    Format(String code) {
      this.code = code;
    }

    @Override
    public String code() {
      return code;
    }
  }

  /** A data file: its key, stored bytes, and the lower-case hex MD5 of those bytes. */
  public record DataFile(String key, long size, String md5) {}

  private static final Pattern HEX_MD5 = Pattern.compile("[0-9a-f]{32}");

  /** A field of our own: a listing may be of a part of the bucket. */
  private static final String PREFIX = "listedPrefix";

  /**
   * Reads a manifest.
   *
   * @param json the bytes of {@code manifest.json}
   * @param name how to call it in messages
   * @throws StocktakeException if it is not one
   */
  static InventoryManifest parse(byte[] json, String name) throws StocktakeException {
    try {
      JsonNode root = Json.COMPACT.readTree(json);
      return new InventoryManifest(
          text(root, "sourceBucket"),
          bucketName(text(root, "destinationBucket")),
          Instant.ofEpochMilli(Long.parseLong(text(root, "creationTimestamp"))),
          CodedEnum.parse(Format.class, text(root, "fileFormat").toUpperCase(Locale.ROOT)),
          text(root, "fileSchema"),
          root.path(PREFIX).asText(""),
          files(root.path("files")),
          Digests.hex(Digests.md5().digest(json)));
    } catch (JsonProcessingException e) {
      throw notAManifest(name, e.getOriginalMessage());
    } catch (IOException | IllegalArgumentException e) {
      throw notAManifest(name, e.getMessage());
    }
  }

  /**
   * A Parquet delivery's {@code manifest.json}.
   *
   * @param sourceBucket name of the bucket that was listed
   * @param destinationBucket name of the bucket that holds the delivery
   * @param scanned when the listing began
   * @param schema the data files' schema
   * @param prefix what all listed keys begin with; empty for a whole bucket
   * @param files the data files
   */
  public static byte[] json(
      String sourceBucket,
      String destinationBucket,
      Instant scanned,
      String schema,
      String prefix,
      List<DataFile> files)
      throws IOException {
    ObjectNode root = Json.COMPACT.createObjectNode();
    root.put("sourceBucket", sourceBucket);
    root.put("destinationBucket", "arn:aws:s3:::" + destinationBucket);
    root.put("version", "2016-11-30");
    root.put("creationTimestamp", Long.toString(scanned.toEpochMilli()));
    root.put("fileFormat", "Parquet");
    root.put("fileSchema", schema);
    root.put(PREFIX, prefix);
    ArrayNode array = root.putArray("files");
    for (DataFile file : files) {
      ObjectNode node = array.addObject();
      node.put("key", file.key());
      node.put("size", file.size());
      node.put("MD5checksum", file.md5());
    }
    return Json.INDENTED.writeValueAsBytes(root);
  }

  /** Bytes of all data files. */
  public long bytes() {
    return files.stream().mapToLong(DataFile::size).sum();
  }

  private static List<DataFile> files(JsonNode array) {
    if (!array.isArray()) {
      throw new IllegalArgumentException("it has no list of files");
    }
    List<DataFile> files = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (JsonNode node : array) {
      DataFile file =
          new DataFile(
              text(node, "key"),
              size(node.path("size")),
              text(node, "MD5checksum").toLowerCase(Locale.ROOT));
      if (file.size() < 0) {
        throw new IllegalArgumentException("its size of " + file.key() + " is no number of bytes");
      }
      if (!HEX_MD5.matcher(file.md5()).matches()) {
        throw new IllegalArgumentException(
            "its MD5checksum of " + file.key() + " is not 32 hex digits");
      }
      if (!keys.add(file.key())) {
        throw new IllegalArgumentException("it lists " + file.key() + " twice");
      }
      files.add(file);
    }
    return List.copyOf(files);
  }

  /** A number, or its digits in quotes; -1 for anything else. */
  private static long size(JsonNode value) {
    boolean digits = value.isIntegralNumber() || value.isTextual();
    return digits && value.asText().matches("[0-9]{1,18}") ? Long.parseLong(value.asText()) : -1;
  }

  /** A text that is not empty, or a number's digits. */
  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      throw new IllegalArgumentException("its field " + field + " is missing");
    }
    if (!(value.isTextual() || value.isIntegralNumber()) || value.asText().isEmpty()) {
      throw new IllegalArgumentException("its field " + field + " is no text");
    }
    return value.asText();
  }

  /** Manifests give the destination as an ARN, {@code arn:PARTITION:s3:::NAME}. */
  private static String bucketName(String arn) {
    return arn.substring(arn.lastIndexOf(':') + 1);
  }

  private static StocktakeException notAManifest(String name, String why) {
    return StocktakeException.environment(
        name + " is not an S3 Inventory manifest: " + why + "; name another delivery");
  }
}
