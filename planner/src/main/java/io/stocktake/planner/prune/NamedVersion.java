package io.stocktake.planner.prune;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.ObjectEvidence;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.planner.inventory.ObjectVersion;
import io.stocktake.planner.restore.objects.RowData;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;

/**
 * A version of an object, as a snapshot or the inventory names it.
 *
 * @param key the object's key
 * @param namer who names it
 * @param versionId its id; empty where a snapshot does not know it
 * @param etag its ETag; empty where the inventory does not say, or a snapshot only expects one
 * @param size bytes; negative where the inventory does not say
 */
record NamedVersion(String key, Namer namer, String versionId, String etag, long size) {
  /** Who names a version; the inventory comes last. */
  enum Namer {
    /** A snapshot that is kept. */
    KEPT,
    /** A snapshot that is not kept. */
    DROPPED,
    /** The inventory, of a version that is not the current one. */
    INVENTORY
  }

  static final Comparator<NamedVersion> ORDER =
      Comparator.comparing(NamedVersion::key, CatalogueRow::compareKeys)
          .thenComparing(NamedVersion::namer)
          .thenComparing(NamedVersion::versionId)
          .thenComparing(NamedVersion::etag);

  static final ExternalSorter.Codec<NamedVersion> CODEC =
      new ExternalSorter.Codec<>() {
        @Override
        public void write(DataOutputStream out, NamedVersion version) throws IOException {
          RowData.writeText(out, version.key);
          RowData.writeText(out, version.namer.name());
          RowData.writeText(out, version.versionId);
          RowData.writeText(out, version.etag);
          out.writeLong(version.size);
        }

        @Override
        public NamedVersion read(DataInputStream in) throws IOException {
          return new NamedVersion(
              RowData.readText(in),
              Namer.valueOf(RowData.readText(in)),
              RowData.readText(in),
              RowData.readText(in),
              in.readLong());
        }
      };

  /** The object of a snapshot's row, if it has one. */
  static Optional<NamedVersion> of(CatalogueRow row, boolean kept) {
    return row.object()
        .map(
            object ->
                new NamedVersion(
                    row.key(),
                    kept ? Namer.KEPT : Namer.DROPPED,
                    object.versionId().orElse(""),
                    object.evidence() == ObjectEvidence.EXPECTED ? "" : object.etag().value(),
                    row.size()));
  }

  /** A version that an inventory lists. */
  static NamedVersion of(ObjectVersion version, String key) {
    return new NamedVersion(
        key,
        Namer.INVENTORY,
        version.row().versionId().orElse(""),
        version.row().etag().map(ETag::value).orElse(""),
        version.row().size());
  }
}
