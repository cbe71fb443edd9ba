package io.stocktake.manifests.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalogue's format, {@code stocktake-catalogue/1}. */
class CatalogueTest {
  private static final String GOLDEN = "catalogue/part-00000.parquet";

  @TempDir private Path temp;

  @Test
  void theColumnsAreTheGoldenOnes() throws IOException {
    Golden.check("catalogue/schema.txt", CatalogueColumn.SCHEMA.toString().getBytes(UTF_8));
  }

  /** The bytes depend on versions of the libraries, so a file of this version is read instead. */
  @Test
  void theGoldenPartIsReadCompletely() throws IOException {
    Path golden = Golden.path(GOLDEN);
    Plan.Part part =
        new Plan.Part(
            golden.getFileName().toString(), 9, Files.size(golden), Digests.sha256(golden));
    assertThat(read(List.of(part), golden.getParent())).isEqualTo(CatalogueRows.examples());
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    long seed = new Random().nextLong();
    List<CatalogueRow> rows = CatalogueRows.random(new Random(seed), 5_000);
    List<Plan.Part> parts = write(rows, 1_234);
    assertThat(parts)
        .extracting(Plan.Part::name)
        .containsExactly(
            "part-00000.parquet",
            "part-00001.parquet",
            "part-00002.parquet",
            "part-00003.parquet",
            "part-00004.parquet");
    assertThat(read(parts, temp)).as("seed %d", seed).isEqualTo(rows);
  }

  @Test
  void theSameRowsAreTheSameBytes() throws IOException {
    List<CatalogueRow> rows = CatalogueRows.random(new Random(7), 3_000);
    List<Plan.Part> once = write(rows, 1_000);
    assertThat(write(rows, 1_000)).isEqualTo(once);
  }

  @Test
  void noRowsAreOnePart() throws IOException {
    List<Plan.Part> parts = write(List.of(), 10);
    assertThat(parts).singleElement().extracting(Plan.Part::rows).isEqualTo(0L);
    assertThat(read(parts, temp)).isEmpty();
    assertThat(read(List.of(), temp)).isEmpty();
  }

  @Test
  void rowsOutOfOrderAreNotWritten() throws IOException {
    List<CatalogueRow> rows = CatalogueRows.examples();
    try (CatalogueWriter writer = new CatalogueWriter(temp)) {
      writer.write(rows.get(1));
      assertThatThrownBy(() -> writer.write(rows.get(0)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("row p/a after p/b");
      assertThatThrownBy(() -> writer.write(rows.get(1))).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void keysSortAsTheirBytesDo() {
    List<CatalogueRow> rows = CatalogueRows.random(new Random(3), 300);
    for (CatalogueRow one : rows) {
      for (CatalogueRow other : rows) {
        int byBytes =
            Arrays.compareUnsigned(one.key().getBytes(UTF_8), other.key().getBytes(UTF_8));
        assertThat(Integer.signum(CatalogueRow.compareKeys(one.key(), other.key())))
            .isEqualTo(Integer.signum(byBytes));
      }
    }
  }

  @Test
  void aPartThatIsNotTheOneSealedIsRefused() throws IOException {
    List<Plan.Part> parts = write(CatalogueRows.examples(), 5);
    Path file = temp.resolve(parts.get(1).name());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertRefused(parts, "part-00001.parquet", "does not have the SHA-256");
    Files.delete(file);
    assertRefused(parts, "part-00001.parquet", "no such file");
  }

  /** Whoever can write the seal can write anything behind it. */
  @Test
  void aPartThatIsNoCatalogueIsRefused() throws IOException {
    Path file = temp.resolve("x.parquet");
    Files.writeString(file, "PAR1 and no more");
    assertRefused(List.of(sealed(file, 1)), "x.parquet", "is not a Parquet file");
    Files.write(file, new byte[0]);
    assertRefused(List.of(sealed(file, 1)), "x.parquet", "is not a Parquet file");
  }

  @Test
  void damageBehindTheSealIsASentence() throws IOException {
    write(CatalogueRows.random(new Random(5), 500), 1_000);
    Path file = temp.resolve("part-00000.parquet");
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = whole.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, random.nextInt(4) == 0 ? Arrays.copyOf(bytes, bytes.length / 2) : bytes);
      try {
        read(List.of(sealed(file, 500)), temp);
      } catch (StocktakeException e) {
        assertThat(e).hasMessageContaining("part-00000.parquet");
      }
    }
  }

  @Test
  void rowsAreCountedAndOrderedAcrossParts() throws IOException {
    List<Plan.Part> parts = write(CatalogueRows.examples(), 5);
    assertRefused(List.of(parts.get(1), parts.get(0)), "part-00000.parquet", "is out of order");
    Path file = temp.resolve(parts.get(0).name());
    assertRefused(List.of(sealed(file, 4)), "part-00000.parquet", "the 4 rows");
    assertRefused(List.of(sealed(file, 6)), "part-00000.parquet", "the 6 rows");
  }

  @Test
  void anEntryWithoutAnObjectCanBeGivenOne() {
    CatalogueRow row = CatalogueRows.row("k", EntryKind.FILE, 3, Map.of(), Optional.empty());
    CatalogueObject object = CatalogueRows.object("v", ObjectEvidence.FOUND);
    assertThat(row.heldBy(object))
        .isEqualTo(CatalogueRows.row("k", EntryKind.FILE, 3, Map.of(), Optional.of(object)));
  }

  private void assertRefused(List<Plan.Part> parts, String name, String why) {
    assertThatThrownBy(() -> read(parts, temp))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(why);
  }

  private static Plan.Part sealed(Path file, long rows) throws IOException {
    return new Plan.Part(
        file.getFileName().toString(), rows, Files.size(file), Digests.sha256(file));
  }

  private List<Plan.Part> write(List<CatalogueRow> rows, long rowsPerPart) throws IOException {
    for (int i = 0; i < 10; i++) {
      Files.deleteIfExists(temp.resolve(String.format("part-%05d.parquet", i)));
    }
    try (CatalogueWriter writer = new CatalogueWriter(temp, "part", rowsPerPart)) {
      for (CatalogueRow row : rows) {
        writer.write(row);
      }
      return writer.finish();
    }
  }

  private static List<CatalogueRow> read(List<Plan.Part> parts, Path directory) throws IOException {
    List<CatalogueRow> rows = new ArrayList<>();
    try (CatalogueReader reader = new CatalogueReader(parts, PartSource.directory(directory))) {
      while (reader.hasNext()) {
        rows.add(reader.next());
      }
    }
    return rows;
  }
}
