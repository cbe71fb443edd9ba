package io.stocktake.planner.compare.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.catalogue.ObjectEvidence;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.planner.compare.output.CatalogueCollector.Collected;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a catalogue come back from temporary files as they were, in order. */
class CollectedCodecTest {
  @TempDir private Path temp;

  @Test
  void rowsThatMemoryDoesNotHoldComeBackInOrder() throws Exception {
    List<Collected> rows = new ArrayList<>();
    for (EntryKind kind : EntryKind.values()) {
      for (ObjectEvidence evidence : ObjectEvidence.values()) {
        for (boolean full : new boolean[] {false, true}) {
          rows.add(new Collected(row(kind, evidence, full), !full));
        }
      }
    }
    List<Collected> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(7));
    rows.sort(Collected.ORDER);
    List<Collected> read = new ArrayList<>();
    try (ExternalSorter<Collected> sorter =
        new ExternalSorter<>(temp.resolve("runs"), new CollectedCodec(), Collected.ORDER, 3, 2)) {
      for (Collected row : shuffled) {
        sorter.add(row);
      }
      sorter.drain(read::add);
    }
    assertThat(read).isEqualTo(rows);
  }

  private static CatalogueRow row(EntryKind kind, ObjectEvidence evidence, boolean full) {
    ETag etag = new ETag("0123456789abcdef0123456789abcdef-7");
    EntryAttributes attributes =
        new EntryAttributes(
            full ? 0104755 : 0,
            full ? 4_294_967_295L : 0,
            7,
            full ? "öwner" : "",
            full ? "group" : "",
            full ? Instant.ofEpochSecond(-5, 123_456_789) : Instant.EPOCH,
            full ? -3 : 0,
            full
                ? Map.of("user.ä", Bytes.of(new byte[] {0, -1}), "user.b", Bytes.of(""))
                : Map.of());
    return new CatalogueRow(
        "k" + kind.code() + evidence.code() + full + "\uD83D\uDE00",
        full ? Optional.of(Bytes.of(new byte[] {-1, 0})) : Optional.empty(),
        kind,
        full ? Long.MAX_VALUE : 0,
        attributes,
        full ? Optional.of(Bytes.of("")) : Optional.empty(),
        full
            ? Optional.of(new CatalogueObject(etag, Optional.of("v"), evidence))
            : Optional.of(new CatalogueObject(etag, Optional.empty(), evidence))
                .filter(object -> kind != EntryKind.SPECIAL));
  }
}
