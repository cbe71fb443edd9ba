package io.stocktake.manifests.restore;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stocktake.manifests.plan.Plan;
import java.util.List;
import java.util.Map;

/**
 * What {@code restore.json} says: which objects as of when, into which directory, and the CSV parts
 * that hold the rows. All times are RFC 3339 in UTC, all sizes bytes.
 *
 * @param format always {@link #FORMAT}
 * @param created when the plan was made
 * @param tool name and version of the program that made it
 * @param source the S3 side
 * @param target the directory to restore into
 * @param inventory the evidence for the S3 side
 * @param options what was asked for, by option name
 * @param totals rows and bytes by action and reason
 * @param parts the files that hold the rows, in order
 * @param problems the file that lists the keys that cannot be restored
 * @param notes what a reader of this plan should know, in sentences
 */
public record RestorePlan(
    @JsonProperty("format") String format,
    @JsonProperty("created") String created,
    @JsonProperty("tool") String tool,
    @JsonProperty("source") Source source,
    @JsonProperty("target") Target target,
    @JsonProperty("inventory") Plan.Inventory inventory,
    @JsonProperty("options") Map<String, String> options,
    @JsonProperty("totals") List<Total> totals,
    @JsonProperty("parts") List<Plan.Part> parts,
    @JsonProperty("problems") Plan.Part problems,
    @JsonProperty("notes") List<String> notes) {

  /** The only format so far. */
  public static final String FORMAT = "stocktake-restore/1";

  /**
   * The S3 side.
   *
   * @param bucket the bucket
   * @param prefix the prefix that stands before every path; empty or ending in a slash
   * @param at the time as of which objects are restored; empty for the current ones
   */
  public record Source(
      @JsonProperty("bucket") String bucket,
      @JsonProperty("prefix") String prefix,
      @JsonProperty("at") String at) {}

  /**
   * The directory to restore into.
   *
   * @param root its absolute path
   * @param files files that it held
   * @param same files that equal their object, for which there is no row
   * @param sameBytes their bytes
   */
  public record Target(
      @JsonProperty("root") String root,
      @JsonProperty("files") long files,
      @JsonProperty("same") long same,
      @JsonProperty("sameBytes") long sameBytes) {}

  /** Rows and bytes of one action for one reason. */
  public record Total(
      @JsonProperty("action") RestoreAction action,
      @JsonProperty("reason") RestoreReason reason,
      @JsonProperty("rows") long rows,
      @JsonProperty("bytes") long bytes) {}

  /** All rows in all parts. */
  public long rows() {
    return parts.stream().mapToLong(Plan.Part::rows).sum();
  }

  /** Rows that ask for {@code action}. */
  public long rows(RestoreAction action) {
    return totals.stream().filter(t -> t.action() == action).mapToLong(Total::rows).sum();
  }

  /** Bytes of the rows that ask for {@code action}. */
  public long bytes(RestoreAction action) {
    return totals.stream().filter(t -> t.action() == action).mapToLong(Total::bytes).sum();
  }
}
