package io.stocktake.manifests.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.CatalogueWriter;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.testing.DirectoryFiles;
import io.stocktake.manifests.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The snapshot's format, {@code stocktake-snapshot/1}, and what is no snapshot. */
class SnapshotFolderTest {
  private static final String DIGEST = "0123abcd".repeat(8);
  private static final Plan.Destination WHERE = new Plan.Destination("bucket", "p/");

  @TempDir private Path temp;
  private Path bucket;
  private SnapshotFolder folder;

  @BeforeEach
  void begin() {
    bucket = temp.resolve("bucket");
    folder = new SnapshotFolder(new DirectoryFiles(bucket));
  }

  private static CatalogueRow row(String key, int mode) {
    EntryAttributes attributes =
        new EntryAttributes(mode, 1, 2, "", "", Instant.EPOCH, 0, Map.of());
    return new CatalogueRow(
        key, Optional.empty(), EntryKind.FILE, 3, attributes, Optional.empty(), Optional.empty());
  }

  private List<Plan.Part> parts(String id, String name, CatalogueRow... rows) throws IOException {
    Path directory = Files.createDirectories(bucket.resolve(id));
    try (CatalogueWriter writer = new CatalogueWriter(directory, name, 100)) {
      for (CatalogueRow row : rows) {
        writer.write(row);
      }
      return writer.finish();
    }
  }

  private Snapshot seal(
      String taken, int number, String base, List<Plan.Part> parts, List<Plan.Part> removed)
      throws IOException {
    Snapshot snapshot =
        new Snapshot(
            Snapshot.FORMAT,
            Snapshot.id(taken, DIGEST, number),
            taken,
            DIGEST,
            "stocktake test",
            "/data/ü",
            WHERE,
            Plan.Coverage.COMPLETE,
            false,
            base,
            new Snapshot.Totals(2, 2, 6, 2),
            parts,
            removed);
    Path directory = Files.createDirectories(bucket.resolve(snapshot.id()));
    Files.write(directory.resolve(SnapshotFolder.DOCUMENT), snapshot.json());
    return snapshot;
  }

  private Snapshot full() throws IOException {
    String taken = "2026-11-29T06:00:00.25Z";
    String id = Snapshot.id(taken, DIGEST, 1);
    return seal(taken, 1, "", parts(id, "part", row("p/a", 1), row("p/b", 1)), List.of());
  }

  private Snapshot delta(Snapshot base) throws IOException {
    String taken = "2026-11-30T06:00:00Z";
    String id = Snapshot.id(taken, DIGEST, 2);
    return seal(
        taken,
        2,
        base.id(),
        parts(id, "changed", row("p/a", 7), row("p/c", 1)),
        parts(id, "removed", row("p/b", 1)));
  }

  private List<CatalogueRow> rows(Snapshot snapshot) throws IOException {
    List<CatalogueRow> rows = new ArrayList<>();
    try (SnapshotReader reader = folder.open(snapshot, temp.resolve("scratch"))) {
      while (reader.hasNext()) {
        rows.add(reader.next());
      }
    }
    return rows;
  }

  @Test
  void theDocumentIsWrittenAndReadAsTheGoldenOne() throws IOException {
    Plan.Part part = new Plan.Part("part-00000-0123.parquet", 2, 99, "f".repeat(64));
    Plan.Part gone = new Plan.Part("removed-00000-4567.parquet", 1, 98, "e".repeat(64));
    Snapshot snapshot =
        seal(
            "2026-11-30T06:00:00Z",
            2,
            "2026-11-29T06-00-00Z-0123abcd",
            List.of(part),
            List.of(gone));
    Golden.check("snapshot.json", snapshot.json());
    assertThat(snapshot.id()).isEqualTo("2026-11-30T06-00-00Z-0123abcd-2");
    Path there = bucket.resolve(snapshot.id()).resolve(SnapshotFolder.DOCUMENT);
    Files.write(there, Golden.bytes("snapshot.json"));
    assertThat(folder.read(snapshot.id())).isEqualTo(snapshot);
    assertThat(snapshot.number()).isEqualTo(2);
    assertThat(snapshot.isPartial()).isTrue();
  }

  @Test
  void aDeltaIsMergedWithItsBase() throws IOException {
    Snapshot full = full();
    Snapshot delta = delta(full);
    assertThat(rows(full)).containsExactly(row("p/a", 1), row("p/b", 1));
    assertThat(rows(delta)).containsExactly(row("p/a", 7), row("p/c", 1));
    SnapshotFolder.Listing listing = folder.list();
    assertThat(listing.snapshots()).containsExactly(full, delta);
    assertThat(listing.ignored()).isEmpty();
    assertThat(folder.newest("/data/ü", WHERE)).contains(delta);
    assertThat(folder.newest("/other", WHERE)).isEmpty();
    assertThat(folder.full(delta)).contains(full);
    assertThat(temp.resolve("scratch")).isEmptyDirectory();
  }

  /** What happened to a document or a part, and what is said of it. */
  static Stream<Arguments> damages() {
    return Stream.of(
        damage("cut", text -> text.substring(0, text.length() / 2), "is torn, or no document"),
        damage("empty", text -> "", "is not the document of a snapshot"),
        damage("html", text -> "<html>", "is torn, or no document"),
        damage("array", text -> "[1]", "is not the document of a snapshot"),
        damage("format", text -> text.replace("shot/1", "shot/2"), "is of the format"),
        damage("copied", text -> text.replace("29T06-00", "28T06-00"), "of another snapshot"),
        damage("time", text -> text.replace("29T06:", "28T06:"), "does not come from"),
        damage("no time", text -> text.replace("29T06:00:00.25Z", "x"), "no time that can be read"),
        damage("plan", text -> text.replace(DIGEST, "0123"), "does not come from"),
        damage("member", text -> text.replace("\"tool\"", "\"tolo\""), "no document of a snap"),
        damage("missing", text -> text.replace("part-00000", "part-00009"), "is missing, a part"),
        damage("outside", text -> text.replace("part-00000", "../x"), "no document of a snap"));
  }

  private interface Damage {
    String of(String text);
  }

  private static Arguments damage(String name, Damage damage, String said) {
    return Arguments.of(name, damage, said);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void aDamagedDocumentIsNoSnapshotAndIsNamed(String name, Damage damage, String said)
      throws IOException {
    Snapshot full = full();
    Path document = bucket.resolve(full.id()).resolve(SnapshotFolder.DOCUMENT);
    Files.writeString(document, damage.of(new String(full.json(), UTF_8)));
    SnapshotFolder.Listing listing = folder.list();
    assertThat(listing.snapshots()).as(name).isEmpty();
    assertThat(listing.ignored())
        .singleElement()
        .satisfies(
            ignored -> {
              assertThat(ignored.id()).isEqualTo(full.id());
              assertThat(ignored.why()).contains(said).contains(full.id());
            });
    assertThat(folder.newest("/data/ü", WHERE)).isEmpty();
  }

  @Test
  void oneWhoseBaseIsGoneIsIgnored() throws IOException {
    Snapshot full = full();
    Snapshot delta = delta(full);
    Files.delete(bucket.resolve(full.id()).resolve(SnapshotFolder.DOCUMENT));
    assertThat(folder.list().ignored())
        .extracting(SnapshotFolder.Ignored::why)
        .anyMatch(why -> why.contains("changes the snapshot " + full.id()))
        .anyMatch(why -> why.contains("sealing it was interrupted"));
    assertRefused(delta, "there is no such snapshot");
  }

  @Test
  void aPartThatIsGoneOrAlteredEndsTheReading() throws IOException {
    Snapshot full = full();
    Path part = bucket.resolve(full.id()).resolve(full.parts().get(0).name());
    byte[] bytes = Files.readAllBytes(part);
    bytes[bytes.length / 2] ^= 1;
    Files.write(part, bytes);
    assertRefused(full, "does not have the SHA-256 that it was sealed with");
    Files.delete(part);
    assertRefused(full, "is missing, a part of the snapshot " + full.id());
    assertThat(temp.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void aDeltaThatDoesNotFitItsBaseIsRefused() throws IOException {
    Snapshot delta = delta(full());
    Snapshot other =
        new Snapshot(
            delta.format(),
            delta.id(),
            delta.taken(),
            delta.plan(),
            delta.tool(),
            delta.source(),
            delta.destination(),
            delta.coverage(),
            delta.filtered(),
            delta.base(),
            delta.totals(),
            List.of(),
            delta.parts());
    assertRefused(other, "it removes p/c, which is not there");
    assertRefused(chained(delta), "is not a full one");
  }

  private Snapshot chained(Snapshot delta) throws IOException {
    return seal("2026-12-01T00:00:00Z", 1, delta.id(), List.of(), List.of());
  }

  private void assertRefused(Snapshot snapshot, String why) {
    assertThatThrownBy(() -> rows(snapshot))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(why);
  }

  @Test
  void tagsAreObjectsBesideTheDocument() throws IOException {
    Snapshot full = full();
    Snapshot delta = delta(full);
    assertThat(folder.tag(full, "weekly")).isTrue();
    assertThat(folder.tag(full, "weekly")).isFalse();
    assertThat(folder.tag(delta, "weekly")).isTrue();
    assertThat(folder.list().tags(full)).containsExactly("weekly");
    assertThat(folder.list().find("weekly")).contains(delta);
    assertThat(folder.list().find(full.id())).contains(full);
    assertThat(folder.list().find("daily")).isEmpty();
    for (String name : List.of("", "a/b", "..", "-x", "x".repeat(65))) {
      assertThatThrownBy(() -> folder.tag(full, name))
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("cannot be a tag");
    }
    assertThat(folder.read(full.id())).isEqualTo(full);
  }
}
