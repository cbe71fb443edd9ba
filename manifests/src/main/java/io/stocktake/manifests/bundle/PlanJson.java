package io.stocktake.manifests.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stocktake.manifests.io.Json;
import io.stocktake.manifests.plan.Plan;
import java.io.IOException;

/**
 * {@code plan.json}: indented, members in the order of the records; unknown members and nulls are
 * refused.
 */
final class PlanJson {
  private PlanJson() {}

  static byte[] write(Plan plan) {
    try {
      return Json.STRICT.writeValueAsBytes(plan);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan has a JSON form", e);
    }
  }

  static Plan read(byte[] json) throws IOException {
    if (!(Json.STRICT.readTree(json) instanceof ObjectNode plan)) {
      throw new JsonMappingException(null, "it holds no object");
    }
    if (!plan.has("inputs")) {
      plan.putArray("inputs"); // older than they are
    }
    if (!plan.has(Plan.CATALOGUE)) {
      plan.putArray(Plan.CATALOGUE); // none was asked for
    }
    return Json.STRICT.treeToValue(plan, Plan.class);
  }
}
