package io.stocktake.planner.verify;

import io.stocktake.manifests.plan.Plan;
import java.util.List;

/**
 * What a verification is of.
 *
 * @param source the directory
 * @param destination where it belongs, or where it came from, as an {@code s3://} location
 * @param scanned when the S3 side was listed
 * @param files files of the directory that are compared
 * @param objects objects that they are compared with
 * @param remembered files whose content was known without reading
 * @param partial whether only a part of the directory was seen
 * @param notes what a user should know beside, in sentences
 */
public record Verified(
    String source,
    String destination,
    String scanned,
    long files,
    long objects,
    long remembered,
    boolean partial,
    List<String> notes) {
  public Verified {
    notes = List.copyOf(notes);
  }

  /** Both sides of a plan. */
  static Verified of(Plan plan) {
    return new Verified(
        plan.source().root(),
        "s3://" + plan.destination().bucket() + "/" + plan.destination().prefix(),
        plan.inventory().scanned(),
        plan.compared().files(),
        plan.compared().objects(),
        plan.compared().remembered(),
        plan.source().coverage() == Plan.Coverage.PARTIAL,
        plan.notes());
  }
}
