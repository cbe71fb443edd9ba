package io.stocktake.lab.manifest;

import io.stocktake.lab.http.XmlNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which manifest a job has.
 *
 * @param inventory whether it is that of an inventory
 * @param fields the columns of a CSV list
 * @param etag the ETag it must still have, without quotes
 */
public record ManifestSource(
    boolean inventory,
    List<String> fields,
    String bucket,
    String key,
    String etag,
    Optional<String> versionId) {
  private static final String CSV = "S3BatchOperations_CSV_20180820";
  private static final String INVENTORY = "S3InventoryReport_CSV_20161130";
  private static final Set<String> FIELDS = Set.of("Bucket", "Key", "VersionId", "Ignore");
  private static final Pattern ARN = Pattern.compile("arn:aws:s3:::([^/]+)/(.+)", Pattern.DOTALL);

  /**
   * Reads a Manifest element.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static ManifestSource of(XmlNode manifest) {
    XmlNode spec = need(manifest, "Spec");
    XmlNode location = need(manifest, "Location");
    Matcher arn = ARN.matcher(text(location, "ObjectArn"));
    if (!arn.matches()) {
      throw new IllegalArgumentException("Invalid manifest ObjectArn");
    }
    boolean inventory = isInventory(text(spec, "Format"));
    return new ManifestSource(
        inventory,
        fields(spec, inventory),
        arn.group(1),
        arn.group(2),
        text(location, "ETag").replace("\"", ""),
        location.value("ObjectVersionId"));
  }

  private static boolean isInventory(String format) {
    if (!format.equals(CSV) && !format.equals(INVENTORY)) {
      throw new IllegalArgumentException("Invalid manifest format: " + format);
    }
    return format.equals(INVENTORY);
  }

  private static List<String> fields(XmlNode spec, boolean inventory) {
    List<String> fields =
        spec.find("Fields").stream()
            .flatMap(f -> f.all("member").stream())
            .map(m -> m.text().trim())
            .toList();
    if (inventory != fields.isEmpty()) {
      throw new IllegalArgumentException("Fields go with the format " + CSV + " and only with it");
    }
    if (!FIELDS.containsAll(fields)) {
      throw new IllegalArgumentException("Invalid manifest field in " + fields);
    }
    return fields;
  }

  private static XmlNode need(XmlNode parent, String name) {
    return parent
        .find(name)
        .orElseThrow(() -> new IllegalArgumentException("Manifest lacks " + name));
  }

  private static String text(XmlNode parent, String name) {
    return parent
        .value(name)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> new IllegalArgumentException("Manifest lacks " + name));
  }
}
