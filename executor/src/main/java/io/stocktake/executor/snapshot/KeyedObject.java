package io.stocktake.executor.snapshot;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.catalogue.ObjectEvidence;
import io.stocktake.manifests.io.ExternalSorter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;

/**
 * The object that a row of a plan came to.
 *
 * @param key its key
 * @param path the path of the file that it holds, below the source
 * @param object the object
 */
record KeyedObject(String key, String path, CatalogueObject object) {
  /** The order of a catalogue. */
  static final Comparator<KeyedObject> ORDER =
      Comparator.comparing(KeyedObject::key, CatalogueRow::compareKeys)
          .thenComparing(KeyedObject::path);

  /** Its form in a sorter's files. */
  static final ExternalSorter.Codec<KeyedObject> CODEC =
      new ExternalSorter.Codec<>() {
        @Override
        public void write(DataOutputStream out, KeyedObject row) throws IOException {
          out.writeUTF(row.key());
          out.writeUTF(row.path());
          out.writeUTF(row.object().etag().value());
          out.writeUTF(row.object().versionId().orElse(""));
          out.writeUTF(row.object().evidence().code());
        }

        @Override
        public KeyedObject read(DataInputStream in) throws IOException {
          return new KeyedObject(
              in.readUTF(),
              in.readUTF(),
              new CatalogueObject(
                  new ETag(in.readUTF()),
                  Optional.of(in.readUTF()).filter(version -> !version.isEmpty()),
                  CodedEnum.parse(ObjectEvidence.class, in.readUTF())));
        }
      };

  /** Whether it holds this entry of the same key: several names may come to one key. */
  boolean holds(CatalogueRow entry) {
    boolean storable = entry.kind() == EntryKind.FILE || entry.kind() == EntryKind.LINK;
    return storable && entry.path().map(Bytes::toString).map(this::isPath).orElse(true);
  }

  private boolean isPath(String name) {
    return path.equals(name) || path.equals(name + StoredLink.SUFFIX);
  }
}
