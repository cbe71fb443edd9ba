package io.stocktake.lab.inventory;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The {@code manifest.json} of a delivery, printed as S3 prints it. */
record Manifest(
    String sourceBucket, InventoryConfiguration configuration, Instant scan, List<Entry> files) {

  /** A data file as the manifest names it. */
  record Entry(String key, long size, String md5) {
    private String json() {
      return "{\n    \"key\" : "
          + quote(key)
          + ",\n    \"size\" : "
          + size
          + ",\n    \"MD5checksum\" : "
          + quote(md5)
          + "\n  }";
    }
  }

  String json() {
    return "{\n"
        + member("sourceBucket", sourceBucket)
        + member("destinationBucket", "arn:aws:s3:::" + configuration.destination())
        + member("version", "2016-11-30")
        + member("creationTimestamp", Long.toString(scan.toEpochMilli()))
        + member("fileFormat", configuration.format().apiName())
        + member("fileSchema", schema())
        + "  \"files\" : [ "
        + files.stream().map(Entry::json).collect(Collectors.joining(", "))
        + (files.isEmpty() ? "]\n}" : " ]\n}");
  }

  private String schema() {
    return configuration.format() == InventoryConfiguration.Format.CSV
        ? configuration.fields().stream()
            .map(InventoryField::csvName)
            .collect(Collectors.joining(", "))
        : ParquetFile.schemaText(configuration.fields());
  }

  private static String member(String name, String value) {
    return "  " + quote(name) + " : " + quote(value) + ",\n";
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
