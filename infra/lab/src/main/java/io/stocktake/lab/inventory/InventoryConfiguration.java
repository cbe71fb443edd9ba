package io.stocktake.lab.inventory;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An inventory configuration.
 *
 * @param allVersions whether it lists all versions or the current ones only
 * @param filter prefix of the keys to list, or the empty string
 * @param fields the columns, in S3's order
 * @param destination name of the destination bucket
 * @param prefix where in the destination, or the empty string
 */
record InventoryConfiguration(
    String id,
    boolean allVersions,
    String filter,
    List<InventoryField> fields,
    String destination,
    String prefix,
    Format format) {
  /** File formats, under their names in manifests. */
  enum Format {
    CSV("CSV", ".csv.gz"),
    ORC("ORC", ".orc"),
    PARQUET("Parquet", ".parquet");

    private final String apiName;
    private final String suffix;

    Format(String apiName, String suffix) {
      this.apiName = apiName;
      this.suffix = suffix;
    }

    String apiName() {
      return apiName;
    }

    String suffix() {
      return suffix;
    }
  }

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final String ARN = "arn:aws:s3:::";

  /**
   * Reads and checks a document.
   *
   * @throws S3Exception MalformedXML, InvalidArgument
   */
  static InventoryConfiguration parse(byte[] document) {
    XmlNode root = XmlNode.parse(document, "InventoryConfiguration");
    requireOneOf(root.need("IsEnabled"), Set.of("true", "false"));
    requireOneOf(root.need("IncludedObjectVersions"), Set.of("All", "Current"));
    requireOneOf(root.need("Schedule").need("Frequency"), Set.of("Daily", "Weekly"));
    boolean all = root.value("IncludedObjectVersions").orElse("").equals("All");
    XmlNode target = root.need("Destination").need("S3BucketDestination");
    return new InventoryConfiguration(
        id(root),
        all,
        root.find("Filter").map(filter -> filter.need("Prefix").text()).orElse(""),
        fields(root, all),
        destination(target),
        target.find("Prefix").map(XmlNode::text).orElse(""),
        format(target.need("Format").text().trim()));
  }

  /** The folder of this configuration in the destination, with a slash at its end. */
  String folder(String sourceBucket) {
    String start = prefix.isEmpty() ? "" : prefix + "/";
    return start + sourceBucket + "/" + id + "/";
  }

  private static void requireOneOf(XmlNode node, Set<String> values) {
    if (!values.contains(node.text().trim())) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
  }

  private static String id(XmlNode root) {
    String id = root.need("Id").text().trim();
    if (!ID.matcher(id).matches()) {
      throw S3Exception.invalidArgument("Id", id);
    }
    return id;
  }

  private static List<InventoryField> fields(XmlNode root, boolean allVersions) {
    List<String> chosen =
        root.find("OptionalFields").map(f -> f.all("Field")).orElse(List.of()).stream()
            .map(field -> field.text().trim())
            .toList();
    for (String name : chosen) {
      if (optionalField(name).isEmpty()) {
        throw new S3Exception(S3Error.MALFORMED_XML);
      }
    }
    return Arrays.stream(InventoryField.values())
        .filter(f -> f.ofVersions() ? allVersions : !f.optional() || chosen.contains(f.csvName()))
        .toList();
  }

  private static Optional<InventoryField> optionalField(String name) {
    return Arrays.stream(InventoryField.values())
        .filter(f -> f.optional() && f.csvName().equals(name))
        .findFirst();
  }

  private static String destination(XmlNode target) {
    String arn = target.need("Bucket").text().trim();
    if (!arn.startsWith(ARN)) {
      throw S3Exception.invalidArgument("Bucket", arn);
    }
    return arn.substring(ARN.length());
  }

  private static Format format(String name) {
    return Arrays.stream(Format.values())
        .filter(f -> f.apiName().equals(name))
        .findFirst()
        .orElseThrow(() -> new S3Exception(S3Error.MALFORMED_XML));
  }
}
