package io.stocktake.planner.restore.objects;

import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.restore.RestoreEntry;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The binary form of what a snapshot knows of a path, in temporary files. */
public final class EntryData {
  private EntryData() {}

  /** Writes an entry, if there is one. */
  public static void write(DataOutputStream out, Optional<RestoreEntry> entry) throws IOException {
    out.writeBoolean(entry.isPresent());
    if (entry.isPresent()) {
      write(out, entry.get().attributes());
      RowData.writeText(out, entry.get().link().orElse(""));
    }
  }

  /** Reads an entry, if there is one. */
  public static Optional<RestoreEntry> read(DataInputStream in) throws IOException {
    return in.readBoolean()
        ? Optional.of(new RestoreEntry(readAttributes(in), RowData.present(RowData.readText(in))))
        : Optional.empty();
  }

  private static void write(DataOutputStream out, EntryAttributes attributes) throws IOException {
    out.writeInt(attributes.mode());
    out.writeLong(attributes.uid());
    out.writeLong(attributes.gid());
    RowData.writeText(out, attributes.owner());
    RowData.writeText(out, attributes.group());
    RowData.writeTime(out, Optional.of(attributes.mtime()));
    out.writeLong(attributes.hardLink());
    out.writeInt(attributes.xattrs().size());
    for (Map.Entry<String, Bytes> xattr : attributes.xattrs().entrySet()) {
      RowData.writeText(out, xattr.getKey());
      out.writeInt(xattr.getValue().length());
      out.write(xattr.getValue().toArray());
    }
  }

  private static EntryAttributes readAttributes(DataInputStream in) throws IOException {
    return new EntryAttributes(
        in.readInt(),
        in.readLong(),
        in.readLong(),
        RowData.readText(in),
        RowData.readText(in),
        RowData.readTime(in).orElseThrow(),
        in.readLong(),
        readXattrs(in));
  }

  private static Map<String, Bytes> readXattrs(DataInputStream in) throws IOException {
    Map<String, Bytes> xattrs = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = RowData.readText(in);
      xattrs.put(name, Bytes.of(in.readNBytes(in.readInt())));
    }
    return xattrs;
  }
}
