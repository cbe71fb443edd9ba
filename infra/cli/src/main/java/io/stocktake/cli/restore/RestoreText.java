package io.stocktake.cli.restore;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestorePlan;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** A restore plan's summary and rows, as text and as JSON. */
public final class RestoreText {
  private static final int DIGITS = 12;

  /** The plan's option that says whether unsafe keys are renamed. */
  private static final String RENAMES = "rename-unsafe";

  private RestoreText() {}

  /** Prints the summary of a restore plan. */
  public static void print(Screen screen, RestoreBundle bundle) throws IOException {
    RestorePlan plan = bundle.plan();
    screen.line("Restore plan %s  (%s)", bundle.directory(), bundle.digest().substring(0, DIGITS));
    screen.line("  %-12s %s", "source", source(plan));
    screen.line(
        "  %-12s %s  %s, of which %s",
        "target",
        plan.target().root(),
        NumberFormat.count(plan.target().files(), "file"),
        NumberFormat.count(plan.target().same()) + " are the same as their objects");
    screen.line(
        "  %-12s scanned %s: %s",
        "inventory", plan.inventory().scanned(), plan.inventory().manifest());
    screen.line("");
    for (RestorePlan.Total total : plan.totals()) {
      screen.line(
          "  %,13d  %-15s %10s  %s",
          total.rows(),
          total.action().code(),
          NumberFormat.bytes(total.bytes()),
          total.reason().sentence());
    }
    if (plan.totals().isEmpty()) {
      screen.line("  Nothing to do.");
    }
    problems(screen, bundle);
    plan.notes().forEach(note -> screen.line("  " + note));
  }

  /** Prints rows, at most so many. */
  public static void rows(Screen screen, RestoreBundle bundle, long limit) throws IOException {
    bundle.rows(
        (ordinal, row) -> {
          screen.line(
              "%-15s %12s  %s  (%s)",
              row.action().code(),
              NumberFormat.bytes(row.size()),
              Printable.of(row.path()),
              row.reason().sentence());
          return limit == 0 || ordinal + 1 < limit;
        });
    if (limit > 0 && bundle.rowCount() > limit) {
      screen.line("and %s more", NumberFormat.count(bundle.rowCount() - limit, "row"));
    }
  }

  /** Prints the problems one by one, at most so many. */
  public static void problemRows(Screen screen, RestoreBundle bundle, long limit)
      throws IOException {
    long[] shown = {0};
    bundle.problems(
        problem -> {
          screen.line(
              "%-20s %s  (%s)",
              problem.kind().code(), Printable.of(problem.path()), problem.kind().sentence());
          return ++shown[0] < limit || limit == 0;
        });
  }

  /** Prints what cannot be restored, by kind. */
  public static void problems(Screen screen, RestoreBundle bundle) throws IOException {
    counts(bundle)
        .forEach(
            (kind, count) ->
                screen.line("  ! %,13d  %s%s", count, kind.sentence(), remedy(bundle, kind)));
    if (bundle.plan().problems().rows() > 0) {
      screen.line(
          "  Each is listed in %s", bundle.directory().resolve(bundle.plan().problems().name()));
    }
  }

  private static String remedy(RestoreBundle bundle, Problem.Kind kind) {
    boolean renames = Boolean.parseBoolean(bundle.plan().options().get(RENAMES));
    return kind == Problem.Kind.KEY_IS_NO_PATH && !renames
        ? "; --rename-unsafe restores them under encoded names"
        : "";
  }

  /** The summary as JSON. */
  public static Map<String, Object> json(RestoreBundle bundle) throws IOException {
    RestorePlan plan = bundle.plan();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("directory", bundle.directory().toString());
    json.put("digest", bundle.digest());
    json.put("source", plan.source());
    json.put("target", plan.target());
    json.put("inventory", plan.inventory());
    json.put("options", plan.options());
    json.put("totals", plan.totals());
    Map<String, Long> kinds = new LinkedHashMap<>();
    counts(bundle).forEach((kind, count) -> kinds.put(kind.code(), count));
    json.put("problemKinds", kinds);
    json.put("notes", plan.notes());
    return json;
  }

  private static Map<Problem.Kind, Long> counts(RestoreBundle bundle) throws IOException {
    Map<Problem.Kind, Long> counts = new EnumMap<>(Problem.Kind.class);
    bundle.problems(
        problem -> {
          counts.merge(problem.kind(), 1L, Long::sum);
          return true;
        });
    return counts;
  }

  /** Where objects come from, and as of when. */
  static String source(RestorePlan plan) {
    return "s3://"
        + plan.source().bucket()
        + "/"
        + plan.source().prefix()
        + (plan.source().at().isEmpty() ? "" : " as of " + plan.source().at());
  }

  /** Where objects come from, and where they go. */
  static String sides(RestorePlan plan) {
    return source(plan) + " to " + plan.target().root();
  }
}
