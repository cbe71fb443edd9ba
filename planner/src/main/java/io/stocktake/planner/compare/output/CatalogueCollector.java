package io.stocktake.planner.compare.output;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.CatalogueWriter;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.catalogue.ObjectEvidence;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.planner.request.KeyMapping;
import io.stocktake.planner.source.WalkedEntry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Collects the catalogue of a plan: every entry that the walk saw, in the order it saw them, and
 * which object holds each; then writes it sorted. Used by several threads.
 */
public final class CatalogueCollector implements Closeable {
  /** Rows that memory holds: at some 700 bytes a row, about 70 MB of heap. */
  static final int ROWS_IN_MEMORY = 100_000;

  private final KeyMapping mapping;
  private final ObjectEvidence evidence;
  private final ExternalSorter<Collected> sorter;

  /**
   * A row, before all rows of its key are known.
   *
   * @param isCompared whether the entry is a file that claims the object of its key
   */
  record Collected(CatalogueRow row, boolean isCompared) {
    static final Comparator<Collected> ORDER =
        Comparator.comparing(Collected::row, CatalogueRow.ORDER);
  }

  /**
   * Collects nothing yet.
   *
   * @param directory a directory for temporary files alone
   * @param evidence what it takes for an object to be the same
   */
  public CatalogueCollector(Path directory, KeyMapping mapping, ObjectEvidence evidence)
      throws IOException {
    this.mapping = mapping;
    this.evidence = evidence;
    this.sorter =
        new ExternalSorter<>(
            directory,
            new CollectedCodec(),
            Collected.ORDER,
            ROWS_IN_MEMORY,
            ExternalSorter.FAN_IN);
  }

  /** Takes an entry that no object holds. */
  void entry(WalkedEntry entry) throws IOException {
    sorter.add(new Collected(row(entry, mapping.place(entry.name()), Optional.empty()), false));
  }

  /**
   * Takes a file that was compared.
   *
   * @param same the ETag of the object that holds it, if one does
   */
  void file(WalkedEntry entry, Optional<ETag> same) throws IOException {
    sorter.add(new Collected(row(entry, mapping.key(entry.name()), same), true));
  }

  private CatalogueRow row(WalkedEntry entry, String key, Optional<ETag> same) {
    return new CatalogueRow(
        key,
        path(entry, key),
        entry.kind(),
        entry.size(),
        entry.attributes(),
        entry.linkTarget(),
        same.map(etag -> new CatalogueObject(etag, Optional.empty(), evidence)));
  }

  private Optional<Bytes> path(WalkedEntry entry, String key) {
    String name = entry.name();
    if (entry.path().isPresent() || key.equals(mapping.prefix() + name)) {
      return entry.path();
    }
    boolean directory = entry.kind() == EntryKind.DIRECTORY;
    return Optional.of(Bytes.of(directory ? name.substring(0, name.length() - 1) : name));
  }

  /**
   * Writes all rows in order; to be called when all is compared.
   *
   * @param directory where the files are to be
   * @return the files
   */
  public List<Plan.Part> write(Path directory) throws IOException {
    try (CatalogueWriter writer = new CatalogueWriter(directory);
        ExternalSorter<Collected>.Cursor rows = sorter.cursor()) {
      List<Collected> sameKey = new ArrayList<>();
      while (rows.hasNext()) {
        Collected next = rows.next();
        if (!sameKey.isEmpty() && !sameKey.get(0).row().key().equals(next.row().key())) {
          write(writer, sameKey);
        }
        sameKey.add(next);
      }
      write(writer, sameKey);
      return writer.finish();
    }
  }

  /** Of files that share a key none is known to be the object's, as {@link KeyCollisions} says. */
  private static void write(CatalogueWriter writer, List<Collected> sameKey) throws IOException {
    boolean collide = sameKey.stream().filter(Collected::isCompared).count() > 1;
    for (Collected collected : sameKey) {
      writer.write(collide ? withoutObject(collected.row()) : collected.row());
    }
    sameKey.clear();
  }

  private static CatalogueRow withoutObject(CatalogueRow row) {
    return new CatalogueRow(
        row.key(),
        row.path(),
        row.kind(),
        row.size(),
        row.attributes(),
        row.linkTarget(),
        Optional.empty());
  }

  @Override
  public void close() throws IOException {
    sorter.close();
  }
}
