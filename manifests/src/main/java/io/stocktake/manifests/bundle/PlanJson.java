package io.stocktake.manifests.bundle;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stocktake.manifests.plan.Plan;
import java.io.IOException;

/**
 * {@code plan.json}: indented, members in the order of the records; unknown members and nulls are
 * refused.
 */
final class PlanJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  static {
    MAPPER.setDefaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL));
  }

  private PlanJson() {}

  static byte[] write(Plan plan) {
    try {
      return MAPPER.writeValueAsBytes(plan);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan has a JSON form", e);
    }
  }

  static Plan read(byte[] json) throws IOException {
    if (!(MAPPER.readTree(json) instanceof ObjectNode plan)) {
      throw new JsonMappingException(null, "it holds no object");
    }
    if (!plan.has("inputs")) {
      plan.putArray("inputs"); // older than they are
    }
    return MAPPER.treeToValue(plan, Plan.class);
  }
}
