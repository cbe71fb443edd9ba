package io.stocktake.manifests.snapshot;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Json;
import io.stocktake.manifests.plan.Plan;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code snapshot.json} says: the source as of one plan, and the Parquet parts that hold its
 * rows. It is written last and never changes; without it there is no snapshot.
 *
 * @param format always {@link #FORMAT}
 * @param id the name of the snapshot and of its folder
 * @param taken when the plan was made, RFC 3339
 * @param plan hex SHA-256 of the plan's {@code plan.json}
 * @param tool name and version of the program that made it
 * @param source the root of the source
 * @param destination the bucket and prefix that the source was brought to
 * @param coverage whether the plan saw all of the source
 * @param filtered whether the plan was asked to leave parts of the source out
 * @param base the full snapshot that the parts change; empty of a full one
 * @param totals what all rows come to, those of the base included
 * @param parts the rows; of a snapshot with a base those that are new or changed
 * @param removed rows of the base that are no more
 */
public record Snapshot(
    @JsonProperty("format") String format,
    @JsonProperty("id") String id,
    @JsonProperty("taken") String taken,
    @JsonProperty("plan") String plan,
    @JsonProperty("tool") String tool,
    @JsonProperty("source") String source,
    @JsonProperty("destination") Plan.Destination destination,
    @JsonProperty("coverage") Plan.Coverage coverage,
    @JsonProperty("filtered") boolean filtered,
    @JsonProperty("base") String base,
    @JsonProperty("totals") Totals totals,
    @JsonProperty("parts") List<Plan.Part> parts,
    @JsonProperty("removed") List<Plan.Part> removed) {

  /** The only format so far. */
  public static final String FORMAT = "stocktake-snapshot/1";

  /** From the oldest to the newest; of one plan the later one has the longer name. */
  public static final Comparator<Snapshot> ORDER =
      Comparator.comparing(Snapshot::time)
          .thenComparing(snapshot -> snapshot.id().length())
          .thenComparing(Snapshot::id);

  /**
   * What the rows of a snapshot come to.
   *
   * @param rows entries of every kind
   * @param files regular files
   * @param fileBytes their bytes
   * @param notStored files of which no object is known to hold them
   */
  public record Totals(
      @JsonProperty("rows") long rows,
      @JsonProperty("files") long files,
      @JsonProperty("fileBytes") long fileBytes,
      @JsonProperty("notStored") long notStored) {}

  public Snapshot {
    parts = List.copyOf(parts);
    removed = List.copyOf(removed);
  }

  /**
   * The name of a plan's snapshot.
   *
   * @param taken when the plan was made
   * @param digest hex SHA-256 of the plan
   * @param number 1 for the first; a later one holds files that could not be stored before
   */
  public static String id(String taken, String digest, int number) {
    String time = Instant.ofEpochSecond(Instant.parse(taken).getEpochSecond()).toString();
    return time.replace(':', '-') + "-" + digest.substring(0, 8) + (number > 1 ? "-" + number : "");
  }

  /** Which one it is of those of its plan, from 1. */
  @JsonIgnore
  public int number() {
    String first = id(taken, plan, 1);
    return id.equals(first) ? 1 : Integer.parseInt(id.substring(first.length() + 1));
  }

  /** When the plan was made. */
  @JsonIgnore
  public Instant time() {
    return Instant.parse(taken);
  }

  /** Whether files are in it that no object holds, or parts of the source were not seen. */
  @JsonIgnore
  public boolean isPartial() {
    return totals.notStored() > 0 || coverage != Plan.Coverage.COMPLETE;
  }

  private boolean hasOwnId() {
    return plan.matches("[0-9a-f]{64}")
        && id.matches(Pattern.quote(id(taken, plan, 1)) + "(-[1-9][0-9]{0,4})?");
  }

  /** Whether what is not in it may have been in the source, unseen or left out. */
  @JsonIgnore
  public boolean mayLackEntries() {
    return filtered || coverage != Plan.Coverage.COMPLETE;
  }

  /** The full snapshot that its parts change; none of a full one. */
  @JsonIgnore
  public Optional<String> baseId() {
    return Optional.of(base).filter(name -> !name.isEmpty());
  }

  /** Whether it is of this source and destination. */
  public boolean isOf(String root, Plan.Destination where) {
    return source.equals(root) && destination.equals(where);
  }

  /** The bytes of {@code snapshot.json}. */
  public byte[] json() throws IOException {
    return Json.INDENTED.writeValueAsBytes(this);
  }

  /**
   * Reads {@code snapshot.json}.
   *
   * @param json its bytes
   * @param id the name of the folder that it was found in
   * @param where how the file is called in messages
   * @throws StocktakeException if it is torn, of another format, or of another snapshot
   */
  static Snapshot parse(byte[] json, String id, String where) throws IOException {
    try {
      JsonNode tree = Json.STRICT.readTree(json);
      String format = tree.path("format").asText();
      if (!format.equals(FORMAT)) {
        throw StocktakeException.usage(
            format.isEmpty()
                ? where + " is not the document of a snapshot"
                : where + " is of the format " + format + ", which this version does not know");
      }
      Snapshot snapshot = Json.STRICT.treeToValue(tree, Snapshot.class);
      if (!snapshot.id().equals(id)) {
        throw StocktakeException.usage(
            where + " is that of another snapshot, " + snapshot.id() + ": it was copied here");
      }
      if (!snapshot.hasOwnId()) {
        throw StocktakeException.usage(
            where + " names a plan and a time that its own name does not come from");
      }
      return snapshot;
    } catch (JsonProcessingException e) {
      throw StocktakeException.usage(
          where + " is torn, or no document of a snapshot: " + e.getOriginalMessage());
    } catch (DateTimeParseException e) {
      throw StocktakeException.usage(where + " has no time that can be read: " + e.getMessage());
    }
  }
}
