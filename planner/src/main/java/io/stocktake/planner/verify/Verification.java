package io.stocktake.planner.verify;

import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.content.ObjectInspector;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.rules.EncryptedNames;
import io.stocktake.planner.Planner;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanProgress.Phase;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.request.ReadOptions;
import io.stocktake.planner.verify.VerificationFinding.Kind;
import java.io.IOException;
import java.util.Optional;

/**
 * Verifies that both sides are equal, or lists the differences: a plan finds what differs, and S3
 * is asked about what the plan cannot tell. Findings come in key order; those of files that could
 * not be read come last.
 */
public final class Verification {
  /** Takes findings other than {@link Kind#SAME}. */
  @FunctionalInterface
  public interface FindingConsumer {
    /** Takes one. */
    void take(VerificationFinding finding) throws IOException;
  }

  private final PlanBundle bundle;
  private final Plan plan;
  private final ReadOptions reading;
  private final ContentVerifier verifier;
  private final boolean hasKeys;
  private final EncryptedNames encrypted;
  private final VerificationTotals totals;
  private final FindingConsumer sink;
  private final int threads;

  private Verification(
      PlanBundle bundle,
      PlanRequest request,
      ObjectInspector objects,
      boolean read,
      FindingConsumer sink) {
    this.bundle = bundle;
    this.plan = bundle.plan();
    this.reading = request.options().reading();
    this.threads = request.options().resources().threads();
    this.verifier = new ContentVerifier(plan, objects, reading.pace(), read);
    this.hasKeys = objects.hasKeys();
    this.encrypted = request.options().rules().encryption().names();
    this.totals =
        new VerificationTotals(
            Verified.of(plan),
            plan.compared().same(),
            plan.compared().sameBytes(),
            request.evidence().checksums().isEmpty() ? "by its ETag" : "by its ETag or a report");
    this.sink = sink;
  }

  /**
   * Compares.
   *
   * @param request what to compare, with its plan as scratch; all contents are to be compared, and
   *     orphans to be listed
   * @param objects the destination's bucket
   * @param read whether objects are read that nothing else tells the content of
   * @return what it comes to
   */
  public static VerificationTotals run(
      PlanRequest request,
      ObjectInspector objects,
      boolean read,
      PlanProgress progress,
      FindingConsumer sink)
      throws IOException, InterruptedException {
    Planner.plan(believing(request), progress);
    progress.enter(Phase.ASKING);
    PlanBundle bundle = PlanBundle.open(request.out());
    Verification verification = new Verification(bundle, request, objects, read, sink);
    verification.totals.passedOver(progress.passedOver());
    verification.run();
    return verification.totals;
  }

  /** Where all is to be read again, nothing is believed that was written down before. */
  private static PlanRequest believing(PlanRequest request) {
    return request.options().reading().rehash() < 1 ? request : request.readingAll();
  }

  private void run() throws IOException {
    try (FindingQueue findings = new FindingQueue(totals, sink, threads)) {
      bundle.rows(
          (ordinal, row) -> {
            judge(row, findings);
            return true;
          });
      bundle.problems(
          problem -> {
            judge(problem, findings);
            return true;
          });
      findings.finish();
    }
  }

  private void judge(PlanRow row, FindingQueue findings) throws IOException {
    if (!asks(row)) {
      Optional<VerificationFinding> known = known(row);
      if (known.isPresent()) {
        findings.add(known.get(), row.size());
      }
    } else if (reading.looksAt(row.path())) {
      findings.add(() -> verifier.prove(row), row.size());
    } else {
      totals.passedOver(1);
    }
  }

  /** Whether only S3 can tell; of what was encrypted before it left, it knows no more. */
  private boolean asks(PlanRow row) {
    return !isEncrypted(row) && isOpen(row);
  }

  private boolean isEncrypted(PlanRow row) {
    String name = row.key().value().substring(plan.destination().prefix().length());
    return encrypted.any() && encrypted.recipients(name, row.path()).isPresent();
  }

  private boolean isOpen(PlanRow row) {
    return switch (row.reason()) {
      case ENCRYPTED, PART_SIZE_UNKNOWN -> true;
      case NO_EVIDENCE, AMBIGUOUS -> !row.path().isEmpty();
      case CUSTOMER_KEY -> hasKeys;
      case CONTENT -> !plan.inventory().tellsEncryption();
      default -> false;
    };
  }

  /** What the plan says; nothing where the list of problems does. */
  private static Optional<VerificationFinding> known(PlanRow row) {
    return switch (row.reason()) {
      case NEW, ARCHIVED, DUPLICATE, MOVED, DELETED -> finding(Kind.ONLY_HERE, row);
      case SIZE, CONTENT, CHECKSUM, OVERWRITTEN -> finding(Kind.DIFFERS, row);
      case ORPHAN, CREATED, UNNEEDED, FORGOTTEN -> finding(Kind.ONLY_THERE, row);
      case NO_EVIDENCE, AMBIGUOUS -> finding(Kind.ONLY_THERE, row);
      case UNREADABLE, CHANGED_WHILE_READ, SAME -> Optional.empty();
      case ENCRYPTED, PART_SIZE_UNKNOWN, CUSTOMER_KEY, SILENT_CHANGE, COLLISION ->
          finding(Kind.CANNOT_TELL, row);
    };
  }

  private static Optional<VerificationFinding> finding(Kind kind, PlanRow row) {
    return Optional.of(VerificationFinding.of(kind, row.key().value(), row.reason().sentence()));
  }

  /** Whether a row tells of it, too. */
  private static boolean hasRow(Problem.Kind kind) {
    return kind == Problem.Kind.SILENT_CHANGE || kind == Problem.Kind.KEY_COLLISION;
  }

  private void judge(Problem problem, FindingQueue findings) throws IOException {
    boolean unread = problem.kind().missed() && !hasRow(problem.kind());
    if (unread) {
      String detail = problem.detail().isEmpty() ? "" : ": " + problem.detail();
      findings.add(
          VerificationFinding.of(Kind.UNREAD, problem.path(), problem.kind().code() + detail), 0);
    } else {
      totals.leaveOut();
    }
  }
}
