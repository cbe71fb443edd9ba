package io.stocktake.manifests.catalogue;

import io.stocktake.manifests.ETag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/** Rows of catalogues for tests. */
final class CatalogueRows {
  private static final String[] NAMES = {"a", "b/", "ü", "\uFFFD", "\uD83D\uDE00", "0", " ", "\n"};
  private static final List<EntryKind> KINDS = List.of(EntryKind.values());

  private CatalogueRows() {}

  /** One row of each kind, with each column filled and empty. */
  static List<CatalogueRow> examples() {
    Map<String, Bytes> xattrs =
        Map.of("user.b", Bytes.of(""), "user.ä", Bytes.of(new byte[] {0, -1, 7}));
    return List.of(
        row("p/a", EntryKind.FILE, 7, Map.of(), Optional.of(object("v1", ObjectEvidence.WRITTEN))),
        row("p/b", EntryKind.FILE, 8, xattrs, Optional.of(object("", ObjectEvidence.COMPARED))),
        row("p/c", EntryKind.FILE, 9, Map.of(), Optional.of(object("v", ObjectEvidence.FOUND))),
        row("p/d/", EntryKind.DIRECTORY, 0, Map.of(), Optional.empty()),
        link("p/d/link", "../\u00fc"),
        named("p/d/\uFFFD", new byte[] {'d', '/', -2}),
        named("p/d/\uFFFD", new byte[] {'d', '/', -1}),
        row("p/fifo", EntryKind.SPECIAL, 0, Map.of(), Optional.empty()),
        row("p/\uD83D\uDE00", EntryKind.FILE, Long.MAX_VALUE, Map.of(), Optional.empty()));
  }

  /** So many random rows, in order. */
  static List<CatalogueRow> random(Random random, int count) {
    TreeSet<CatalogueRow> rows = new TreeSet<>(CatalogueRow.ORDER);
    while (rows.size() < count) {
      StringBuilder key = new StringBuilder("p/");
      for (int i = random.nextInt(12); i >= 0; i--) {
        key.append(NAMES[random.nextInt(NAMES.length)]);
      }
      EntryKind kind = KINDS.get(random.nextInt(KINDS.size()));
      Map<String, Bytes> xattrs =
          random.nextInt(5) > 0 ? Map.of() : Map.of("user." + random.nextInt(9), Bytes.of("x"));
      Optional<CatalogueObject> object =
          random.nextBoolean()
              ? Optional.of(object("v" + random.nextInt(), ObjectEvidence.WRITTEN))
              : Optional.empty();
      rows.add(row(key.toString(), kind, random.nextInt(Integer.MAX_VALUE), xattrs, object));
    }
    return new ArrayList<>(rows);
  }

  static CatalogueObject object(String version, ObjectEvidence evidence) {
    return new CatalogueObject(
        new ETag("0123456789abcdef0123456789abcdef"),
        Optional.of(version).filter(id -> !id.isEmpty()),
        evidence);
  }

  static CatalogueRow row(
      String key,
      EntryKind kind,
      long size,
      Map<String, Bytes> xattrs,
      Optional<CatalogueObject> object) {
    return new CatalogueRow(
        key, Optional.empty(), kind, size, attributes(xattrs), Optional.empty(), object);
  }

  private static CatalogueRow named(String key, byte[] path) {
    return new CatalogueRow(
        key,
        Optional.of(Bytes.of(path)),
        EntryKind.FILE,
        1,
        attributes(Map.of()),
        Optional.empty(),
        Optional.empty());
  }

  private static CatalogueRow link(String key, String target) {
    return new CatalogueRow(
        key,
        Optional.empty(),
        EntryKind.LINK,
        0,
        attributes(Map.of()),
        Optional.of(Bytes.of(target)),
        Optional.empty());
  }

  private static EntryAttributes attributes(Map<String, Bytes> xattrs) {
    return new EntryAttributes(
        0100644,
        1000,
        4294967294L,
        "owner",
        xattrs.isEmpty() ? "" : "gr\u00fcp",
        Instant.parse("1969-11-29T06:00:00.123456789Z"),
        xattrs.size(),
        xattrs);
  }
}
