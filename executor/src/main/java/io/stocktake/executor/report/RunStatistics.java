package io.stocktake.executor.report;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Statistics that only a run itself has, of the last run that ended.
 *
 * @param tool name and version of the program
 * @param started when it began
 * @param ended when it had ended
 * @param requests requests it made
 * @param bytes bytes of bodies that the store took, or that were fetched from it
 * @param stopped whether it was interrupted
 * @param failure why it could not go on; empty if it could
 * @param notes what else is to be known of how it went
 */
public record RunStatistics(
    String tool,
    Instant started,
    Instant ended,
    long requests,
    long bytes,
    boolean stopped,
    String failure,
    List<String> notes) {
  /**
   * Its members, by name.
   *
   * @param traffic the name of the bytes
   */
  Map<String, Object> json(String traffic) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("tool", tool);
    json.put("started", started.toString());
    json.put("ended", ended.toString());
    json.put("requests", requests);
    json.put(traffic, bytes);
    json.put("stopped", stopped);
    json.put("failure", failure);
    json.put("notes", notes);
    return json;
  }
}
