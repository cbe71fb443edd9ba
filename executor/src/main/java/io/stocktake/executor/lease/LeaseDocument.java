package io.stocktake.executor.lease;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stocktake.manifests.io.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The JSON document in the lease's object.
 *
 * @param holder who has it
 * @param lasts for how long from when it was written
 * @param renewals how often it was renewed, so that no two contents are alike
 */
record LeaseDocument(LeaseOwner holder, Duration lasts, long renewals) {
  private static final String FORMAT = "stocktake-lease/1";

  byte[] json() {
    ObjectNode root = Json.COMPACT.createObjectNode();
    root.put("format", FORMAT);
    root.put("run", holder.run());
    root.put("host", holder.host());
    root.put("machine", holder.machine());
    root.put("process", holder.process());
    root.put("user", holder.user());
    root.put("plan", holder.plan());
    root.put("since", holder.since().toString());
    root.put("lastsSeconds", lasts.toSeconds());
    root.put("renewals", renewals);
    try {
      return Json.INDENTED.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a lease has a JSON form", e);
    }
  }

  /** Reads what {@link #json} gave; nothing if it is something else. */
  static Optional<LeaseDocument> parse(byte[] json) {
    try {
      JsonNode root = Json.COMPACT.readTree(json);
      if (!root.path("format").asText().equals(FORMAT)) {
        return Optional.empty();
      }
      LeaseOwner holder =
          new LeaseOwner(
              root.path("run").asText(),
              root.path("host").asText(),
              root.path("machine").asText(),
              root.path("process").asLong(),
              root.path("user").asText(),
              root.path("plan").asText(),
              Instant.parse(root.path("since").asText()));
      return Optional.of(
          new LeaseDocument(
              holder,
              Duration.ofSeconds(root.path("lastsSeconds").asLong()),
              root.path("renewals").asLong()));
    } catch (IOException | DateTimeException e) {
      return Optional.empty();
    }
  }

  LeaseDocument renewed() {
    return new LeaseDocument(holder, lasts, renewals + 1);
  }
}
