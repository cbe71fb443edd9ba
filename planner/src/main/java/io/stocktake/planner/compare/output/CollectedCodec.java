package io.stocktake.planner.compare.output;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.catalogue.ObjectEvidence;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.planner.compare.output.CatalogueCollector.Collected;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Rows of a catalogue in the binary form of temporary files. */
final class CollectedCodec implements ExternalSorter.Codec<Collected> {
  @Override
  public void write(DataOutputStream out, Collected collected) throws IOException {
    CatalogueRow row = collected.row();
    PlanRowCodec.writeText(out, row.key());
    write(out, row.path());
    PlanRowCodec.writeText(out, row.kind().code());
    out.writeLong(row.size());
    write(out, row.attributes());
    write(out, row.linkTarget());
    out.writeBoolean(row.object().isPresent());
    if (row.object().isPresent()) {
      CatalogueObject object = row.object().get();
      PlanRowCodec.writeText(out, object.etag().value());
      write(out, object.versionId().map(Bytes::of));
      PlanRowCodec.writeText(out, object.evidence().code());
    }
    out.writeBoolean(collected.isCompared());
  }

  private static void write(DataOutputStream out, EntryAttributes entry) throws IOException {
    out.writeInt(entry.mode());
    out.writeLong(entry.uid());
    out.writeLong(entry.gid());
    PlanRowCodec.writeText(out, entry.owner());
    PlanRowCodec.writeText(out, entry.group());
    Instant mtime = entry.mtime();
    out.writeLong(mtime.getEpochSecond());
    out.writeInt(mtime.getNano());
    out.writeLong(entry.hardLink());
    out.writeInt(entry.xattrs().size());
    for (Map.Entry<String, Bytes> xattr : entry.xattrs().entrySet()) {
      PlanRowCodec.writeText(out, xattr.getKey());
      write(out, Optional.of(xattr.getValue()));
    }
  }

  private static void write(DataOutputStream out, Optional<Bytes> bytes) throws IOException {
    out.writeInt(bytes.isPresent() ? bytes.get().length() : -1);
    if (bytes.isPresent()) {
      out.write(bytes.get().toArray());
    }
  }

  @Override
  public Collected read(DataInputStream in) throws IOException {
    CatalogueRow row =
        new CatalogueRow(
            PlanRowCodec.readText(in),
            readBytes(in),
            CodedEnum.parse(EntryKind.class, PlanRowCodec.readText(in)),
            in.readLong(),
            readAttributes(in),
            readBytes(in),
            in.readBoolean() ? Optional.of(readObject(in)) : Optional.empty());
    return new Collected(row, in.readBoolean());
  }

  private static CatalogueObject readObject(DataInputStream in) throws IOException {
    return new CatalogueObject(
        new ETag(PlanRowCodec.readText(in)),
        readBytes(in).map(Bytes::toString),
        CodedEnum.parse(ObjectEvidence.class, PlanRowCodec.readText(in)));
  }

  private static EntryAttributes readAttributes(DataInputStream in) throws IOException {
    return new EntryAttributes(
        in.readInt(),
        in.readLong(),
        in.readLong(),
        PlanRowCodec.readText(in),
        PlanRowCodec.readText(in),
        Instant.ofEpochSecond(in.readLong(), in.readInt()),
        in.readLong(),
        readXattrs(in));
  }

  private static Map<String, Bytes> readXattrs(DataInputStream in) throws IOException {
    int count = in.readInt();
    Map<String, Bytes> xattrs = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      xattrs.put(PlanRowCodec.readText(in), readBytes(in).orElseThrow());
    }
    return xattrs;
  }

  private static Optional<Bytes> readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return Optional.of(Bytes.of(bytes));
  }
}
