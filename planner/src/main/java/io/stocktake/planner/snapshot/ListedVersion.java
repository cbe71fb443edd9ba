package io.stocktake.planner.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.planner.inventory.ObjectVersion;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;

/**
 * A version of an object as an inventory lists it.
 *
 * @param key its key
 * @param version its version id; empty where the inventory does not tell
 * @param etag its ETag; empty where the inventory does not tell
 * @param size its bytes; negative where the inventory does not tell
 */
record ListedVersion(String key, String version, String etag, long size) {
  /** The order of a catalogue. */
  static final Comparator<ListedVersion> ORDER =
      Comparator.comparing(ListedVersion::key, CatalogueRow::compareKeys);

  /** Its form in a sorter's files. */
  static final ExternalSorter.Codec<ListedVersion> CODEC =
      new ExternalSorter.Codec<>() {
        @Override
        public void write(DataOutputStream out, ListedVersion row) throws IOException {
          out.writeUTF(row.key());
          out.writeUTF(row.version());
          out.writeUTF(row.etag());
          out.writeLong(row.size());
        }

        @Override
        public ListedVersion read(DataInputStream in) throws IOException {
          return new ListedVersion(in.readUTF(), in.readUTF(), in.readUTF(), in.readLong());
        }
      };

  static ListedVersion of(ObjectVersion version) {
    return new ListedVersion(
        new String(version.row().key(), UTF_8),
        version.row().versionId().orElse(""),
        version.row().etag().map(ETag::value).orElse(""),
        version.row().size());
  }

  /** Whether it is the version that is meant, as far as both sides tell versions. */
  boolean isVersion(CatalogueObject object) {
    return version.isEmpty()
        || object.versionId().isEmpty()
        || version.equals(object.versionId().get());
  }

  /** Whether it has the ETag and the size that its entry must have. */
  boolean holds(CatalogueRow entry) {
    return etag.equals(entry.object().orElseThrow().etag().value()) && size == expected(entry);
  }

  /** A link that is kept as an object has its target for content. */
  private static long expected(CatalogueRow entry) {
    return entry.kind() == EntryKind.LINK
        ? entry.linkTarget().map(Bytes::length).orElse(0)
        : entry.size();
  }
}
