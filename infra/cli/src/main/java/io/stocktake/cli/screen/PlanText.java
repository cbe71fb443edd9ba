package io.stocktake.cli.screen;

import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Plan.Coverage;
import io.stocktake.manifests.plan.Plan.Total;
import io.stocktake.manifests.plan.PlanBundle;
import io.stocktake.manifests.plan.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan's summary, as {@code plan} and {@code show} print it. */
public final class PlanText {
  private final Screen screen;
  private final PlanBundle bundle;
  private final Plan plan;

  private PlanText(Screen screen, PlanBundle bundle) {
    this.screen = screen;
    this.bundle = bundle;
    this.plan = bundle.plan();
  }

  /** Prints the summary of a plan. */
  public static void print(Screen screen, PlanBundle bundle) throws IOException {
    PlanText text = new PlanText(screen, bundle);
    text.sides();
    text.verdicts();
    text.problems();
    text.notes();
  }

  private void sides() {
    Plan.Compared compared = plan.compared();
    screen.line("Plan %s  (%s)", bundle.directory(), bundle.digest().substring(0, 12));
    side("source", plan.source().root(), compared.files(), "file", compared.fileBytes());
    String destination = "s3://" + plan.destination().bucket() + "/" + plan.destination().prefix();
    side("destination", destination, compared.objects(), "object", compared.objectBytes());
    Instant scanned = Instant.parse(plan.inventory().scanned());
    Duration age = Duration.between(scanned, Instant.parse(plan.created()));
    screen.line(
        "  %-12s scanned %s, %s before this plan: %s",
        "inventory", scanned, Words.duration(age), plan.inventory().manifest());
  }

  private void side(String name, String where, long count, String noun, long bytes) {
    screen.line("  %-12s %s  %s, %s", name, where, Words.count(count, noun), Words.bytes(bytes));
  }

  private void verdicts() {
    Plan.Compared compared = plan.compared();
    screen.line("");
    verdict(Verdict.SAME, compared.same(), "same", compared.sameBytes(), "");
    verdict(Verdict.NEW, "new", "upload");
    verdict(Verdict.CHANGED, "changed", "upload" + reasons(Verdict.CHANGED));
    orphans();
    if (plan.rows(Verdict.CANNOT_TELL) > 0) {
      verdict(Verdict.CANNOT_TELL, "cannot tell", reasons(Verdict.CANNOT_TELL).strip());
    }
    screen.line("");
    screen.line(
        "  %s (%s) read to compare them.",
        Words.count(compared.hashed(), "file"), Words.bytes(compared.hashedBytes()));
  }

  private void orphans() {
    long deletes = plan.rows(Action.DELETE);
    long orphans = plan.compared().orphans();
    long left = orphans - deletes;
    String action =
        deletes == 0
            ? (orphans == 0 ? "" : "left alone")
            : "delete" + (left == 0 ? "" : " " + Words.count(deletes) + " of them");
    verdict(Verdict.ORPHAN, orphans, "only in the bucket", plan.compared().orphanBytes(), action);
  }

  private void verdict(Verdict verdict, String name, String action) {
    long rows = plan.rows(verdict);
    long bytes =
        plan.totals().stream()
            .filter(t -> t.reason().verdict() == verdict)
            .mapToLong(Total::bytes)
            .sum();
    verdict(verdict, rows, name, bytes, rows == 0 ? "" : action);
  }

  private void verdict(Verdict verdict, long rows, String name, long bytes, String action) {
    screen.line(
        "  %s %,13d  %-18s %10s%s",
        verdict.mark(), rows, name, Words.bytes(bytes), action.isEmpty() ? "" : "  " + action);
  }

  private String reasons(Verdict verdict) {
    return plan.totals().stream()
        .filter(t -> t.reason().verdict() == verdict)
        .collect(
            Collectors.groupingBy(
                Total::reason, LinkedHashMap::new, Collectors.summingLong(Total::rows)))
        .entrySet()
        .stream()
        .map(e -> Words.count(e.getValue()) + ": " + e.getKey().sentence())
        .collect(Collectors.joining("; ", "  ", ""));
  }

  private void problems() throws IOException {
    if (plan.problems().rows() == 0) {
      return;
    }
    screen.line("");
    Map<String, Long> kinds = new LinkedHashMap<>();
    bundle.problems(
        problem -> {
          kinds.merge(problem.kind().sentence(), 1L, Long::sum);
          return true;
        });
    kinds.forEach((sentence, n) -> screen.line("  ! %,13d  %s", n, sentence));
    screen.line("  Each is listed in %s", bundle.directory().resolve(plan.problems().name()));
    if (plan.source().coverage() == Coverage.PARTIAL) {
      screen.line("  The plan is PARTIAL: it does not cover the whole source.");
    }
  }

  private void notes() {
    for (String note : plan.notes()) {
      screen.line("  Note: %s", note);
    }
  }
}
