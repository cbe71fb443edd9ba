package io.stocktake.cli.snapshots;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Snapshots and their rows as text and JSON. */
final class SnapshotViews {
  private SnapshotViews() {}

  static void print(Screen screen, SnapshotFolder.Listing listing) {
    for (Snapshot snapshot : listing.snapshots()) {
      Set<String> tags = listing.tags(snapshot);
      screen.line(
          "%s  %-5s  %10s  %s%s%s",
          snapshot.id(),
          kind(snapshot),
          NumberFormat.bytes(snapshot.totals().fileBytes()),
          NumberFormat.count(snapshot.totals().files(), "file"),
          snapshot.isPartial() ? ", partial: " + missing(snapshot) : "",
          tags.isEmpty() ? "" : "  [" + String.join(", ", tags) + "]");
    }
    for (SnapshotFolder.Ignored ignored : listing.ignored()) {
      screen.line("ignored: %s (%s)", ignored.id(), ignored.why());
    }
    screen.line(NumberFormat.count(listing.snapshots().size(), "snapshot"));
  }

  static Map<String, Object> json(SnapshotFolder.Listing listing) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(
        "snapshots",
        listing.snapshots().stream()
            .map(snapshot -> json(snapshot, listing.tags(snapshot)))
            .toList());
    json.put("ignored", listing.ignored().stream().map(SnapshotViews::json).toList());
    return json;
  }

  private static Map<String, Object> json(SnapshotFolder.Ignored ignored) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", ignored.id());
    json.put("why", ignored.why());
    return json;
  }

  static void print(Screen screen, Snapshot snapshot, Set<String> tags) {
    screen.line("Snapshot %s: %s", snapshot.id(), sides(snapshot));
    screen.line("  taken %s by %s, plan %s", snapshot.taken(), snapshot.tool(), snapshot.plan());
    screen.line(
        "  %s, %s in %s",
        NumberFormat.count(snapshot.totals().rows(), "row"),
        NumberFormat.bytes(snapshot.totals().fileBytes()),
        NumberFormat.count(snapshot.totals().files(), "file"));
    if (snapshot.isPartial()) {
      screen.line("  partial: %s", missing(snapshot));
    }
    screen.line(
        "  %s: %s in %s",
        snapshot.baseId().map(base -> "changes " + base).orElse("full"),
        NumberFormat.bytes(bytes(snapshot)),
        NumberFormat.count(snapshot.parts().size() + snapshot.removed().size(), "part"));
    if (!tags.isEmpty()) {
      screen.line("  tags: %s", String.join(", ", tags));
    }
  }

  static Map<String, Object> json(Snapshot snapshot, Set<String> tags) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", snapshot.id());
    json.put("taken", snapshot.taken());
    json.put("plan", snapshot.plan());
    json.put("source", snapshot.source());
    json.put("destination", destination(snapshot));
    json.put("kind", kind(snapshot));
    json.put("base", snapshot.base());
    json.put("partial", snapshot.isPartial());
    json.put("coverage", snapshot.coverage().code());
    json.put("rows", snapshot.totals().rows());
    json.put("files", snapshot.totals().files());
    json.put("fileBytes", snapshot.totals().fileBytes());
    json.put("notStored", snapshot.totals().notStored());
    json.put("bytes", bytes(snapshot));
    json.put("tags", List.copyOf(tags));
    return json;
  }

  /** One entry, after a mark that says what of it is told. */
  static void print(Screen screen, String mark, CatalogueRow row) {
    screen.line(
        "%s%06o %s:%s %10s %s  %s%s",
        mark,
        row.attributes().mode(),
        name(row.attributes().owner(), row.attributes().uid()),
        name(row.attributes().group(), row.attributes().gid()),
        NumberFormat.bytes(row.size()),
        row.attributes().mtime(),
        Printable.of(row.key()),
        row.linkTarget().map(target -> " -> " + Printable.of(target.toString())).orElse(""));
  }

  private static String name(String name, long id) {
    return name.isEmpty() ? Long.toString(id) : name;
  }

  static Map<String, Object> json(CatalogueRow row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", row.key());
    row.path().ifPresent(path -> json.put("path", path.toString()));
    json.put("kind", row.kind().code());
    json.put("size", row.size());
    json.put("mode", Integer.toOctalString(row.attributes().mode()));
    json.put("uid", row.attributes().uid());
    json.put("gid", row.attributes().gid());
    json.put("owner", row.attributes().owner());
    json.put("group", row.attributes().group());
    json.put("mtime", row.attributes().mtime().toString());
    row.linkTarget().map(Bytes::toString).ifPresent(target -> json.put("linkTarget", target));
    row.object()
        .ifPresent(
            object -> {
              json.put("etag", object.etag().value());
              object.versionId().ifPresent(version -> json.put("versionId", version));
              json.put("evidence", object.evidence().code());
            });
    return json;
  }

  private static String sides(Snapshot snapshot) {
    return snapshot.source() + " in " + destination(snapshot);
  }

  private static String destination(Snapshot snapshot) {
    return "s3://" + snapshot.destination().bucket() + "/" + snapshot.destination().prefix();
  }

  private static String kind(Snapshot snapshot) {
    return snapshot.baseId().isPresent() ? "delta" : "full";
  }

  private static long bytes(Snapshot snapshot) {
    return bytes(snapshot.parts()) + bytes(snapshot.removed());
  }

  private static long bytes(List<Plan.Part> parts) {
    return parts.stream().mapToLong(Plan.Part::bytes).sum();
  }

  private static String missing(Snapshot snapshot) {
    return snapshot.totals().notStored() > 0
        ? NumberFormat.count(snapshot.totals().notStored(), "file") + " not stored"
        : "part of the source was not seen";
  }
}
