package io.stocktake.cli.view.verify;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;
import io.stocktake.planner.verify.VerificationFinding.Kind;
import java.util.Locale;
import java.util.stream.Collectors;

/** The result of a verification, behind its findings, as people read it. */
public final class VerifyText implements TextRenderer<VerifyView> {
  private final Screen screen;
  private final long limit;
  private final String how;

  /**
   * A text on this screen.
   *
   * @param limit findings that were listed at most; 0 for all
   * @param how what the S3 side is known from: in words, with {@code %s} for when it was listed
   */
  public VerifyText(Screen screen, long limit, String how) {
    this.screen = screen;
    this.limit = limit;
    this.how = how;
  }

  @Override
  public void print(VerifyView view) {
    if (limit > 0 && view.found() > limit) {
      screen.line("... and %s more; --limit 0 lists all", NumberFormat.count(view.found() - limit));
    }
    screen.line("Verified %s against %s", view.source(), view.destination());
    screen.line("  " + how, view.scanned());
    for (Kind kind : Kind.values()) {
      VerifyView.Count count = view.keys().of(kind);
      if (kind == Kind.SAME || count.keys() > 0) {
        String line =
            String.format(
                Locale.ROOT,
                "  %s %,13d  %-18s %10s  %s",
                kind.mark(),
                count.keys(),
                kind.words(),
                NumberFormat.bytes(count.bytes()),
                kind == Kind.SAME ? evidence(view) : "");
        screen.line(line.stripTrailing());
      }
    }
    if (view.leftOut() > 0) {
      screen.line(
          "  %s took no part: links, special files and the like",
          NumberFormat.count(view.leftOut(), "name"));
    }
    if (view.remembered() > 0) {
      screen.line(
          "  %s known without reading, by --state or --checksums; --rehash 100%% reads all",
          NumberFormat.count(view.remembered(), "file"));
    }
    if (view.partial()) {
      screen.line(
          "  Not all of the source could be read: what is only in the bucket may have a file.");
    }
    view.notes().forEach(note -> screen.line("  Note: %s", note));
    screen.line(
        "%s of %s proven the same%s",
        NumberFormat.count(view.keys().same().keys()),
        NumberFormat.count(view.files(), "file"),
        view.passedOver() == 0
            ? "."
            : "; of "
                + NumberFormat.count(view.passedOver())
                + " others only the size is known, because only a sample was read.");
  }

  private static String evidence(VerifyView view) {
    return view.evidence().entrySet().stream()
        .map(e -> NumberFormat.count(e.getValue()) + " " + e.getKey())
        .collect(Collectors.joining(", "));
  }
}
