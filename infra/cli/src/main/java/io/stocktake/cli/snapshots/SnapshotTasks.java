package io.stocktake.cli.snapshots;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stocktake.cli.inputs.InventorySource;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import io.stocktake.manifests.snapshot.SnapshotReader;
import io.stocktake.planner.snapshot.SnapshotCheck;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * What the {@code snapshots} commands do with snapshots that are open; each tells its exit code.
 */
public final class SnapshotTasks {
  private final Screen screen;
  private final OutputOptions output;
  private final SnapshotSession session;

  /** A snapshot got a name; {@code fresh} if it had not got it before. */
  private record TagView(String id, String tag, @JsonProperty("new") boolean fresh) {}

  /** Tasks that speak to this screen. */
  public SnapshotTasks(Screen screen, OutputOptions output, SnapshotSession session) {
    this.screen = screen;
    this.output = output;
    this.session = session;
  }

  /** Lists the snapshots, from the oldest to the newest. */
  public int list() throws IOException {
    output.show(screen, SnapshotsView.of(session.list()), new SnapshotsText(screen)::print);
    return ExitCode.DONE.code();
  }

  /** Shows a snapshot, and its rows if they are asked for. */
  public int show(String id, boolean withRows) throws IOException {
    SnapshotFolder.Listing listing = session.list();
    Snapshot snapshot = session.find(id, listing);
    SnapshotDetails details = SnapshotDetails.of(snapshot, listing.tags(snapshot));
    output.show(screen, details, new SnapshotsText(screen)::print);
    if (withRows) {
      try (SnapshotReader rows = session.rows(snapshot)) {
        while (rows.hasNext()) {
          tell(Optional.empty(), rows.next());
        }
      }
    }
    return ExitCode.DONE.code();
  }

  /** Says what differs between two snapshots. */
  public int diff(String before, String after) throws IOException {
    SnapshotFolder.Listing listing = session.list();
    Snapshot one = session.find(before, listing);
    Snapshot other = session.find(after, listing);
    try (SnapshotReader old = session.rows(one);
        SnapshotReader now = session.rows(other)) {
      new SnapshotDiff(screen, output).run(old, now);
    }
    return ExitCode.DONE.code();
  }

  /** Finds an entry in all snapshots, by its path below the source. */
  public int find(String path) throws IOException {
    long found = 0;
    for (Snapshot snapshot : session.list().snapshots()) {
      found += find(snapshot, path);
    }
    if (found == 0) {
      screen.note("no snapshot has " + Printable.of(path));
    }
    return (found == 0 ? ExitCode.DIFFERENCES : ExitCode.DONE).code();
  }

  private long find(Snapshot snapshot, String path) throws IOException {
    String key = snapshot.destination().prefix() + path;
    long found = 0;
    try (SnapshotReader rows = session.rows(snapshot)) {
      while (rows.hasNext() && !isBehind(rows.peek().key(), key)) {
        CatalogueRow row = rows.next();
        boolean is =
            row.path()
                .map(name -> name.equals(Bytes.of(path)))
                .orElse(row.key().equals(key) || isNameOf(row.key(), key));
        if (is) {
          found++;
          tell(Optional.of(snapshot.id()), row);
        }
      }
    }
    return found;
  }

  /** A directory has a slash behind its name, and a link that is kept as an object a suffix. */
  private static boolean isNameOf(String candidate, String key) {
    return candidate.equals(key + "/") || candidate.equals(key + StoredLink.SUFFIX);
  }

  private static boolean isBehind(String candidate, String key) {
    return CatalogueRow.compareKeys(candidate, key + "/") > 0
        && CatalogueRow.compareKeys(candidate, key + StoredLink.SUFFIX) > 0;
  }

  /** Proves that all objects of a snapshot are there, by an inventory. */
  public int check(String id, InventorySource inventory) throws IOException, InterruptedException {
    Snapshot snapshot = session.find(id, session.list());
    SnapshotCheck.Result result = session.check(snapshot, inventory, this::missing);
    Instant scanned = inventory.delivery().manifest().scanned();
    CheckView view =
        new CheckView(
            snapshot.id(),
            scanned.toString(),
            result.objects(),
            result.missing(),
            snapshot.totals().notStored(),
            result.listed(),
            result.tellsVersions());
    output.show(screen, view, this::print);
    note(snapshot, result, scanned);
    return ExitCode.doneIf(view.missing() == 0 && view.notStored() == 0).code();
  }

  private void note(Snapshot snapshot, SnapshotCheck.Result result, Instant scanned) {
    if (snapshot.totals().notStored() > 0) {
      screen.note(
          "The snapshot is partial: "
              + NumberFormat.count(snapshot.totals().notStored(), "file")
              + " in it has no object.");
    }
    if (scanned.isBefore(snapshot.time())) {
      screen.note(
          "The inventory was scanned at "
              + scanned
              + ", before the snapshot's plan was made; what was written since is not in it.");
    }
    if (!result.tellsVersions() && result.missing() > 0) {
      screen.note(
          "The inventory lists current objects alone; one of all versions also proves objects that"
              + " were written over since.");
    }
  }

  private void print(CheckView view) {
    screen.line(
        "%s of %s of the snapshot %s are listed with version, ETag and size",
        NumberFormat.count(view.objects() - view.missing()),
        NumberFormat.count(view.objects(), "object"),
        view.id());
  }

  private void missing(CatalogueRow row, String why) throws IOException {
    output.show(
        screen,
        new EntryView.Missing(why, EntryView.of(row)),
        view -> screen.line("missing: %s (%s)", Printable.of(view.entry().key()), view.missing()));
  }

  /** Gives a snapshot a name. */
  public int tag(String id, String name) throws IOException {
    Snapshot snapshot = session.find(id, session.list());
    boolean fresh = session.tag(snapshot, name);
    output.show(screen, new TagView(snapshot.id(), name, fresh), this::print);
    return ExitCode.DONE.code();
  }

  private void print(TagView view) {
    screen.line(
        "%s is tagged %s%s", view.id(), view.tag(), view.fresh() ? "" : ", as it was before");
  }

  private void tell(Optional<String> id, CatalogueRow row) throws IOException {
    output.show(
        screen, new EntryView.Found(id, EntryView.of(row)), view -> EntryView.print(screen, view));
  }
}
