package io.stocktake.planner.restore.verify;

import io.stocktake.manifests.content.ProvenContent;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestorePlan;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.planner.verify.FindingQueue;
import io.stocktake.planner.verify.Verification.FindingConsumer;
import io.stocktake.planner.verify.VerificationFinding;
import io.stocktake.planner.verify.VerificationFinding.Kind;
import io.stocktake.planner.verify.VerificationTotals;
import io.stocktake.planner.verify.Verified;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verifies that a directory holds what a restore plan says it shall hold: contents by the digests
 * that the plan and the journal of its runs know, and the attributes that the plan knows. Asks S3
 * nothing. What the plan found to be the same has no row, and takes no part.
 */
public final class RestoreVerification {
  private RestoreVerification() {}

  /** What the runs of a plan know of the content that they restored. */
  @FunctionalInterface
  public interface KnownContents {
    /**
     * What proved the content of a row, if anything did.
     *
     * @param ordinal the row's number in the plan; asked in this order
     */
    Optional<ProvenContent> of(long ordinal) throws IOException;
  }

  /**
   * Compares.
   *
   * @param contents what the runs of the plan know
   * @param threads files read at a time
   * @param sink takes the findings other than {@link Kind#SAME}, in the order of the plan
   * @return what it comes to
   */
  public static VerificationTotals run(
      RestoreBundle bundle, KnownContents contents, int threads, FindingConsumer sink)
      throws IOException {
    bundle.verify();
    VerificationTotals totals = new VerificationTotals(of(bundle.plan()));
    Path target = Path.of(bundle.plan().target().root());
    try (RowVerifier verifier = new RowVerifier(target);
        FindingQueue findings = new FindingQueue(totals, sink, threads)) {
      bundle.rows(
          (ordinal, row) -> {
            if (row.action() == RestoreAction.NONE) {
              totals.leaveOut();
            } else {
              Optional<ProvenContent> known = contents.of(ordinal);
              findings.add(() -> verifier.verify(row, known), bytes(row));
            }
            return true;
          });
      bundle.problems(
          problem -> {
            String why = "not planned: " + problem.kind().code();
            findings.add(VerificationFinding.of(Kind.ONLY_THERE, problem.path(), why), 0);
            return true;
          });
      findings.finish();
    }
    return totals;
  }

  private static long bytes(RestoreRow row) {
    return row.action() == RestoreAction.REMOVE ? 0 : row.size();
  }

  private static Verified of(RestorePlan plan) {
    List<String> notes = new ArrayList<>();
    if (plan.target().same() > 0) {
      notes.add(
          plan.target().same()
              + " files that were the same as their objects when the plan was made have no row in"
              + " it, and were not compared again.");
    }
    long objects = plan.rows(RestoreAction.FETCH) + plan.rows(RestoreAction.HARD_LINK);
    return new Verified(
        plan.target().root(),
        "s3://" + plan.source().bucket() + "/" + plan.source().prefix(),
        plan.inventory().scanned(),
        plan.rows() - plan.rows(RestoreAction.NONE),
        objects,
        0,
        false,
        notes);
  }
}
