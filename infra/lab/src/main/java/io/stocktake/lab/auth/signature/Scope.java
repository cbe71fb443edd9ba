package io.stocktake.lab.auth.signature;

import java.util.List;

/**
 * The credential scope of a signature.
 *
 * @param day {@code yyyyMMdd}
 */
public record Scope(
    String accessKey, String day, String region, String service, String terminator) {
  /** Parses {@code AKID/day/region/service/aws4_request}; null if it has another shape. */
  static Scope parse(String credential) {
    List<String> fields = List.of(credential.split("/", -1));
    int n = fields.size();
    if (n < 5) {
      return null;
    }
    String accessKey = String.join("/", fields.subList(0, n - 4));
    return new Scope(
        accessKey, fields.get(n - 4), fields.get(n - 3), fields.get(n - 2), fields.get(n - 1));
  }

  @Override
  public String toString() {
    return day + "/" + region + "/" + service + "/" + terminator;
  }
}
