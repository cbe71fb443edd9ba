package io.stocktake.cli.view;

import io.stocktake.cli.terminal.Hints;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Plan.Coverage;
import io.stocktake.planner.verify.VerificationFinding;
import io.stocktake.planner.verify.VerificationFinding.Kind;
import io.stocktake.planner.verify.VerificationTotals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The output of {@code verify}: findings as they come, and totals. */
public final class VerifyText {
  private final Screen screen;
  private final boolean json;
  private final long limit;
  private final List<Map<String, String>> kept = new ArrayList<>();
  private long found;

  /**
   * A text that begins.
   *
   * @param limit findings to list at most; 0 for all
   */
  public VerifyText(Screen screen, boolean json, long limit) {
    this.screen = screen;
    this.json = json;
    this.limit = limit;
  }

  /** Lists one. */
  public void finding(VerificationFinding finding) {
    found++;
    if (limit > 0 && found > limit) {
      return;
    }
    String why =
        finding.code().map(c -> Hints.joined(finding.why(), Hints.of(c))).orElse(finding.why());
    if (json) {
      Map<String, String> one = new LinkedHashMap<>();
      one.put("mark", String.valueOf(finding.kind().mark()));
      one.put("kind", finding.kind().code());
      one.put("key", finding.key());
      one.put("why", why);
      kept.add(one);
    } else {
      screen.line(
          "%s %s  (%s)", finding.kind().mark(), Printable.of(finding.key()), Printable.of(why));
    }
  }

  /** Says what it comes to. */
  public void end(VerificationTotals totals) {
    if (json) {
      screen.json(json(totals));
    } else {
      print(totals);
    }
  }

  private void print(VerificationTotals totals) {
    Plan plan = totals.plan();
    if (limit > 0 && found > limit) {
      screen.line("... and %s more; --limit 0 lists all", NumberFormat.count(found - limit));
    }
    screen.line(
        "Verified %s against s3://%s/%s",
        plan.source().root(), plan.destination().bucket(), plan.destination().prefix());
    screen.line(
        "  as the inventory of %s has it, and where S3 had to be asked, as it is now",
        plan.inventory().scanned());
    for (Kind kind : Kind.values()) {
      if (kind == Kind.SAME || totals.keys(kind) > 0) {
        String line =
            String.format(
                Locale.ROOT,
                "  %s %,13d  %-18s %10s  %s",
                kind.mark(),
                totals.keys(kind),
                kind.words(),
                NumberFormat.bytes(totals.bytes(kind)),
                kind == Kind.SAME ? evidence(totals) : "");
        screen.line(line.stripTrailing());
      }
    }
    if (totals.leftOut() > 0) {
      screen.line(
          "  %s took no part: links, special files and the like",
          NumberFormat.count(totals.leftOut(), "name"));
    }
    if (plan.compared().remembered() > 0) {
      screen.line(
          "  %s known without reading, by --state or --checksums; --rehash 100%% reads all",
          NumberFormat.count(plan.compared().remembered(), "file"));
    }
    if (plan.source().coverage() == Coverage.PARTIAL) {
      screen.line(
          "  Not all of the source could be read: what is only in the bucket may have a file.");
    }
    plan.notes().forEach(note -> screen.line("  Note: %s", note));
    screen.line(
        "%s of %s proven the same%s",
        NumberFormat.count(totals.keys(Kind.SAME)),
        NumberFormat.count(plan.compared().files(), "file"),
        totals.passedOver() == 0
            ? "."
            : "; of "
                + NumberFormat.count(totals.passedOver())
                + " others only the size is known, because only a sample was read.");
  }

  private static String evidence(VerificationTotals totals) {
    return totals.evidence().entrySet().stream()
        .map(e -> NumberFormat.count(e.getValue()) + " " + e.getKey())
        .collect(Collectors.joining(", "));
  }

  private Map<String, Object> json(VerificationTotals totals) {
    Plan plan = totals.plan();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("source", plan.source().root());
    all.put(
        "destination", "s3://" + plan.destination().bucket() + "/" + plan.destination().prefix());
    all.put("scanned", plan.inventory().scanned());
    all.put("files", plan.compared().files());
    all.put("objects", plan.compared().objects());
    for (Kind kind : Kind.values()) {
      Map<String, Long> counts = new LinkedHashMap<>();
      counts.put("keys", totals.keys(kind));
      counts.put("bytes", totals.bytes(kind));
      all.put(kind.code(), counts);
    }
    all.put("evidence", totals.evidence());
    all.put("remembered", plan.compared().remembered());
    all.put("passedOver", totals.passedOver());
    all.put("leftOut", totals.leftOut());
    all.put(
        "proven",
        plan.compared().files() > 0
            && !totals.differs()
            && totals.keys(Kind.UNREAD) == 0
            && totals.passedOver() == 0);
    all.put("notes", plan.notes());
    all.put("findings", kept);
    all.put("findingsListed", kept.size() == found);
    return all;
  }
}
