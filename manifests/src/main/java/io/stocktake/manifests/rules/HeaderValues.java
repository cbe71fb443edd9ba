package io.stocktake.manifests.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Limits of the header values that S3 takes. Source: Amazon S3 User Guide, "Working with object
 * metadata": US-ASCII, and at most 2 KB each of the system's headers and of the user's metadata,
 * names included.
 */
final class HeaderValues {
  /** Bytes that S3 takes at most of either sort. */
  static final int MAX_BYTES = 2048;

  /** What the modification time takes, which each upload adds to the user's metadata. */
  private static final int MTIME_BYTES =
      "mtime".length() + "-9223372036854775808.123456789".length();

  private HeaderValues() {}

  /**
   * Refuses a value that cannot be sent, or would come back as another.
   *
   * @param name the property, as the user writes it
   */
  static void check(String name, String value) {
    if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f) || !value.strip().equals(value)) {
      throw new IllegalArgumentException(
          "the value of "
              + name
              + " cannot be sent in a header: it has control characters, or blanks at its ends");
    }
    if (value.chars().anyMatch(c -> c > 0x7f)) {
      throw new IllegalArgumentException(
          "the value of "
              + name
              + " is not ASCII, which S3 refuses in a header: '"
              + value
              + "'; "
              + advice(name));
    }
  }

  private static String advice(String name) {
    if (name.equals(Property.CONTENT_DISPOSITION.code())) {
      return "write a file name as filename*=UTF-8''na%C3%AFve.jpg (RFC 5987)";
    }
    return name.startsWith(PropertyRule.METADATA)
        ? "write it percent-encoded, or keep such text in a tag"
        : "write it in ASCII";
  }

  /** Refuses more than one object can have, if an object were given all of the rules. */
  static void checkSizes(Iterable<PropertyRule> rules) {
    Map<String, Integer> metadata = new TreeMap<>(Map.of("", MTIME_BYTES));
    Map<String, Integer> headers = new TreeMap<>();
    for (PropertyRule rule : rules) {
      rule.properties().metadata().forEach((name, value) -> measure(metadata, name, value));
      for (Property property : Property.values()) {
        Optional<String> value = rule.properties().get(property).filter(v -> isHeader(property));
        value.ifPresent(text -> measure(headers, property.code(), text));
      }
    }
    check("metadata (meta.NAME)", metadata);
    check("properties", headers);
  }

  /** What a file is encrypted to is no header of its object. */
  private static boolean isHeader(Property property) {
    return property != Property.ENCRYPT_TO;
  }

  private static void measure(Map<String, Integer> sizes, String name, String value) {
    sizes.merge(name, name.length() + value.getBytes(UTF_8).length, Math::max);
  }

  private static void check(String what, Map<String, Integer> sizes) {
    int sum = sizes.values().stream().mapToInt(Integer::intValue).sum();
    if (sum > MAX_BYTES) {
      throw new IllegalArgumentException(
          "the rules give an object up to "
              + sum
              + " bytes of "
              + what
              + ", names included; S3 takes "
              + MAX_BYTES);
    }
  }
}
