package io.stocktake.cli.view.plan;

import io.stocktake.cli.terminal.Hints;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;
import io.stocktake.cli.view.parts.ProblemText;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Plan.Total;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.Verdict;
import io.stocktake.planner.request.PlanProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan's summary, as {@code plan} and {@code show} print it. */
public final class PlanText implements TextRenderer<PlanView> {
  private final Screen screen;

  /** A text on this screen. */
  public PlanText(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void print(PlanView view) {
    Plan plan = view.plan();
    sides(view);
    if (plan.prunes()) {
      removals(plan);
    } else {
      verdicts(plan);
    }
    if (plan.problems().rows() > 0) {
      screen.line("");
      ProblemText.all(screen, view.problems());
    }
    lifecycle(plan);
    notes(plan);
  }

  /** Says how to go on with a plan that has rows. */
  public static String next(Path directory, String connection) {
    return "Next: stocktake show "
        + directory
        + "   then: stocktake apply "
        + directory
        + connection;
  }

  /** How far planning is, in one line. */
  public static String progress(PlanProgress progress) {
    return progress.phase().sentence()
        + ": "
        + NumberFormat.count(progress.objects(), "object")
        + ", "
        + NumberFormat.count(progress.files(), "file")
        + ", "
        + NumberFormat.bytes(progress.hashedBytes())
        + " hashed, "
        + NumberFormat.count(progress.rows(), "row")
        + (progress.problems() == 0
            ? ""
            : ", " + NumberFormat.count(progress.problems(), "problem"));
  }

  private void sides(PlanView view) {
    Plan plan = view.plan();
    Plan.Compared compared = plan.compared();
    screen.line("Plan %s  (%s)", view.directory(), view.digest().substring(0, 12));
    side("source", plan.source().root(), compared.files(), "file", compared.fileBytes());
    String destination = "s3://" + plan.destination().bucket() + "/" + plan.destination().prefix();
    side("destination", destination, compared.objects(), "object", compared.objectBytes());
    Instant scanned = Instant.parse(plan.inventory().scanned());
    Duration age = Duration.between(scanned, Instant.parse(plan.created()));
    screen.line(
        "  %-12s scanned %s, %s %s this plan: %s",
        "inventory",
        scanned,
        NumberFormat.duration(age.abs()),
        age.isNegative() ? "after" : "before",
        plan.inventory().manifest());
  }

  private void side(String name, String where, long count, String noun, long bytes) {
    screen.line(
        "  %-12s %s  %s, %s",
        name, where, NumberFormat.count(count, noun), NumberFormat.bytes(bytes));
  }

  /** A plan that prunes compares nothing. */
  private void removals(Plan plan) {
    screen.line("");
    for (Plan.Total total : plan.totals()) {
      screen.line(
          "  %,13d  %-15s %10s  %s",
          total.rows(),
          name(total.action()),
          NumberFormat.bytes(total.bytes()),
          total.reason().sentence());
    }
  }

  private void verdicts(Plan plan) {
    Plan.Compared compared = plan.compared();
    screen.line("");
    verdict(plan, Verdict.SAME, compared.same(), "same", compared.sameBytes());
    verdict(plan, Verdict.NEW, plan.rows(Verdict.NEW), "new", bytes(plan, Verdict.NEW));
    if (plan.rows(Verdict.MOVED) > 0) {
      verdict(plan, Verdict.MOVED, plan.rows(Verdict.MOVED), "moved", bytes(plan, Verdict.MOVED));
    }
    verdict(
        plan, Verdict.CHANGED, plan.rows(Verdict.CHANGED), "changed", bytes(plan, Verdict.CHANGED));
    verdict(plan, Verdict.ORPHAN, compared.orphans(), "only in the bucket", compared.orphanBytes());
    if (plan.rows(Verdict.CANNOT_TELL) > 0) {
      verdict(
          plan,
          Verdict.CANNOT_TELL,
          plan.rows(Verdict.CANNOT_TELL),
          "cannot tell",
          bytes(plan, Verdict.CANNOT_TELL));
    }
    screen.line("");
    screen.line(
        "  %s (%s) read to compare them%s.",
        NumberFormat.count(compared.hashed(), "file"),
        NumberFormat.bytes(compared.hashedBytes()),
        compared.remembered() == 0
            ? ""
            : ", " + NumberFormat.count(compared.remembered(), "file") + " known without reading");
    if (!plan.catalogue().isEmpty()) {
      long entries = plan.catalogue().stream().mapToLong(Plan.Part::rows).sum();
      screen.line("  The catalogue has %s.", NumberFormat.count(entries, "row"));
    }
  }

  private void verdict(Plan plan, Verdict verdict, long rows, String name, long bytes) {
    String line =
        String.format(
            Locale.ROOT,
            "  %s %,13d  %-18s %10s  %s",
            verdict.mark(),
            rows,
            name,
            NumberFormat.bytes(bytes),
            rows == 0 ? "" : what(plan, verdict, rows));
    screen.line(line.stripTrailing());
  }

  /** What becomes of a verdict's rows, and where there are several reasons, of which. */
  private static String what(Plan plan, Verdict verdict, long rows) {
    List<String> words = new ArrayList<>();
    long acted = 0;
    for (Map.Entry<Action, Long> action : actions(plan, verdict).entrySet()) {
      acted += action.getValue();
      words.add(
          action.getValue() == rows
              ? name(action.getKey())
              : name(action.getKey()) + " " + NumberFormat.count(action.getValue()));
    }
    if (verdict == Verdict.ORPHAN && acted < rows) {
      words.add(acted == 0 ? "left alone" : "leave " + NumberFormat.count(rows - acted));
    }
    String reasons = reasons(plan, verdict);
    return String.join(", ", words) + (reasons.isEmpty() ? "" : "  (" + reasons + ")");
  }

  private static Map<Action, Long> actions(Plan plan, Verdict verdict) {
    Map<Action, Long> actions = new EnumMap<>(Action.class);
    totals(plan, verdict)
        .filter(total -> total.action() != Action.NONE)
        .forEach(total -> actions.merge(total.action(), total.rows(), Long::sum));
    return actions;
  }

  /** The reasons in words, where the verdict does not say it all. */
  private static String reasons(Plan plan, Verdict verdict) {
    if (verdict != Verdict.CHANGED && verdict != Verdict.CANNOT_TELL) {
      return totals(plan, verdict)
          .filter(total -> total.reason() == Reason.ARCHIVED)
          .map(total -> NumberFormat.count(total.rows()) + ": " + Hints.sentence(total.reason()))
          .collect(Collectors.joining());
    }
    Map<Reason, Long> reasons = new EnumMap<>(Reason.class);
    totals(plan, verdict).forEach(total -> reasons.merge(total.reason(), total.rows(), Long::sum));
    return reasons.entrySet().stream()
        .map(e -> NumberFormat.count(e.getValue()) + ": " + Hints.sentence(e.getKey()))
        .collect(Collectors.joining("; "));
  }

  private static long bytes(Plan plan, Verdict verdict) {
    return totals(plan, verdict).mapToLong(Total::bytes).sum();
  }

  private static Stream<Total> totals(Plan plan, Verdict verdict) {
    return plan.totals().stream().filter(total -> total.reason().verdict() == verdict);
  }

  private static String name(Action action) {
    return action.code().replace('-', ' ');
  }

  /** The rule that does the rest where orphans are tagged for expiry. */
  private void lifecycle(Plan plan) {
    if (!"expire".equals(plan.options().get("orphans"))) {
      return;
    }
    screen.line("");
    screen.line("  Orphans are tagged stocktake=expire. The bucket needs this lifecycle rule:");
    screen.line(
        "  {\"ID\": \"expire-what-stocktake-tagged\", \"Status\": \"Enabled\", \"Filter\":"
            + " {\"Tag\": {\"Key\": \"stocktake\", \"Value\": \"expire\"}}, \"Expiration\":"
            + " {\"Days\": 1}}");
    screen.line(
        "  It expires them even if their files come back: then remove the tag, or set others by"
            + " --tag and --replace-tags.");
  }

  private void notes(Plan plan) {
    for (String note : plan.notes()) {
      screen.line("  Note: %s", note);
    }
  }
}
