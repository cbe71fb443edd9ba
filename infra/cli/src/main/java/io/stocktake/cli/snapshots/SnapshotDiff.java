package io.stocktake.cli.snapshots;

import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.snapshot.SnapshotReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Compares two snapshots, entry by entry, and tells what differs. */
final class SnapshotDiff {
  private static final String NEW = "+";
  private static final String REMOVED = "-";
  private static final String CONTENT = "*";
  private static final String ATTRIBUTES = "~";

  private final Screen screen;
  private final OutputOptions output;
  private final Map<String, Long> counts = new LinkedHashMap<>();

  SnapshotDiff(Screen screen, OutputOptions output) {
    this.screen = screen;
    this.output = output;
    for (String mark : new String[] {NEW, REMOVED, CONTENT, ATTRIBUTES}) {
      counts.put(mark, 0L);
    }
  }

  /** Tells all differences, and how many there are. */
  void run(SnapshotReader before, SnapshotReader after) throws IOException {
    while (before.hasNext() || after.hasNext()) {
      int order = order(before, after);
      if (order < 0) {
        tell(REMOVED, before.next());
      } else if (order > 0) {
        tell(NEW, after.next());
      } else {
        compare(before.next(), after.next());
      }
    }
    if (!output.json) {
      screen.line(
          "%s new, %s removed, %s with other content, %s with other attributes",
          NumberFormat.count(counts.get(NEW)),
          NumberFormat.count(counts.get(REMOVED)),
          NumberFormat.count(counts.get(CONTENT)),
          NumberFormat.count(counts.get(ATTRIBUTES)));
    }
  }

  private static int order(SnapshotReader before, SnapshotReader after) throws IOException {
    if (!before.hasNext()) {
      return 1;
    }
    return after.hasNext() ? CatalogueRow.ORDER.compare(before.peek(), after.peek()) : -1;
  }

  private void compare(CatalogueRow before, CatalogueRow after) throws IOException {
    boolean content =
        before.kind() == after.kind()
            && before.size() == after.size()
            && before.linkTarget().equals(after.linkTarget())
            && etag(before).equals(etag(after));
    if (!content) {
      tell(CONTENT, after);
    } else if (!before.attributes().equals(after.attributes())) {
      tell(ATTRIBUTES, after);
    }
  }

  private static Optional<ETag> etag(CatalogueRow row) {
    return row.object().map(CatalogueObject::etag);
  }

  private void tell(String mark, CatalogueRow row) throws IOException {
    counts.merge(mark, 1L, Long::sum);
    output.show(
        screen,
        new EntryView.Differing(mark, EntryView.of(row)),
        view -> screen.line(view.mark() + " " + Printable.of(view.entry().key())));
  }
}
