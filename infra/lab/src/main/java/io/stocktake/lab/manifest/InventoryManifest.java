package io.stocktake.lab.manifest;

import io.stocktake.lab.http.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The {@code manifest.json} of a CSV inventory.
 *
 * @param bucket where the data files are
 */
record InventoryManifest(String bucket, List<String> schema, List<File> files) {
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
  private static final String ARN = "arn:aws:s3:::";

  /** A data file. */
  record File(String key, String md5) {}

  static InventoryManifest parse(String json) throws ManifestException {
    try {
      Map<?, ?> manifest = (Map<?, ?>) JsonText.parse(json);
      if (!"CSV".equals(manifest.get("fileFormat"))) {
        throw ManifestException.invalid("The inventory is not in CSV");
      }
      List<File> files = new ArrayList<>();
      for (Object file : (List<?>) manifest.get("files")) {
        files.add(file((Map<?, ?>) file));
      }
      String bucket = (String) manifest.get("destinationBucket");
      String schema = (String) manifest.get("fileSchema");
      return new InventoryManifest(
          bucket.startsWith(ARN) ? bucket.substring(ARN.length()) : bucket,
          List.of(COMMA.split(schema, -1)),
          files);
    } catch (ClassCastException | NullPointerException | IllegalArgumentException e) {
      throw ManifestException.invalid("The manifest is not that of an inventory");
    }
  }

  private static File file(Map<?, ?> file) {
    return new File(
        Objects.requireNonNull((String) file.get("key")),
        Objects.requireNonNull((String) file.get("MD5checksum")));
  }
}
