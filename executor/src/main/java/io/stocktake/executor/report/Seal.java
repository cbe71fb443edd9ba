package io.stocktake.executor.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.io.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The seal of a JSON object: hex SHA-256 of all its members but the seal, with names in order and
 * without space between; {@code jq -cjS 'del(.seal)' report.json | sha256sum} gives the same.
 */
final class Seal {
  static final String MEMBER = "seal";

  private Seal() {}

  static String of(Map<String, Object> content) {
    Map<String, Object> sealed = new LinkedHashMap<>(content);
    sealed.remove(MEMBER);
    try {
      return Digests.hex(Digests.sha256().digest(Json.CANONICAL.writeValueAsBytes(sealed)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps, texts and numbers have a JSON form", e);
    }
  }
}
