package io.stocktake.planner.compare.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.PosixAttributes;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.source.FileId;
import io.stocktake.planner.files.FileIdentity;
import io.stocktake.planner.source.WalkedFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Plan rows, and files they are of, in the binary form of temporary files. */
public final class PlanRowCodec {
  /** Rows that a sorter holds in memory: at some 500 bytes a row, about 100 MB of heap. */
  public static final int ROWS_IN_MEMORY = 200_000;

  private static final ExternalSorter.Codec<PlanRow> ROWS =
      new ExternalSorter.Codec<>() {
        @Override
        public void write(DataOutputStream out, PlanRow row) throws IOException {
          PlanRowCodec.write(out, row);
        }

        @Override
        public PlanRow read(DataInputStream in) throws IOException {
          return PlanRowCodec.read(in);
        }
      };

  private PlanRowCodec() {}

  /**
   * A sorter of rows.
   *
   * @param directory a directory for the sorter alone
   * @param rowsInMemory rows held in memory
   */
  public static ExternalSorter<PlanRow> sorter(
      Path directory, int rowsInMemory, Comparator<PlanRow> order) throws IOException {
    return new ExternalSorter<>(directory, ROWS, order, rowsInMemory, ExternalSorter.FAN_IN);
  }

  public static void write(DataOutputStream out, PlanRow row) throws IOException {
    writeText(out, row.action().code());
    writeText(out, row.reason().code());
    writeText(out, row.key().value());
    writeText(out, row.path());
    out.writeLong(row.size());
    out.writeBoolean(row.mtime().isPresent());
    if (row.mtime().isPresent()) {
      Instant mtime = row.mtime().get();
      out.writeLong(mtime.getEpochSecond());
      out.writeInt(mtime.getNano());
    }
    writeText(out, row.content().map(ETag::value).orElse(""));
    writeText(out, row.guard().toString());
    writeText(out, row.versionId().orElse(""));
    out.writeBoolean(row.copySource().isPresent());
    if (row.copySource().isPresent()) {
      write(out, row.copySource().get());
    }
    writeText(out, row.tags().toString());
    out.writeBoolean(row.file().isPresent());
    if (row.file().isPresent()) {
      out.writeLong(row.file().get().device());
      out.writeLong(row.file().get().inode());
    }
    writeText(out, row.attributes().map(PosixAttributes::toString).orElse(""));
  }

  private static void write(DataOutputStream out, CopySource source) throws IOException {
    writeText(out, source.bucket());
    writeText(out, source.key().value());
    writeText(out, source.etag().value());
    writeText(out, source.versionId().orElse(""));
  }

  public static PlanRow read(DataInputStream in) throws IOException {
    return new PlanRow(
        CodedEnum.parse(Action.class, readText(in)),
        CodedEnum.parse(Reason.class, readText(in)),
        new ObjectKey(readText(in)),
        readText(in),
        in.readLong(),
        in.readBoolean()
            ? Optional.of(Instant.ofEpochSecond(in.readLong(), in.readInt()))
            : Optional.empty(),
        present(readText(in)).map(ETag::new),
        Guard.parse(readText(in)),
        present(readText(in)),
        in.readBoolean() ? Optional.of(readSource(in)) : Optional.empty(),
        TagSet.parse(readText(in)),
        in.readBoolean() ? Optional.of(new FileId(in.readLong(), in.readLong())) : Optional.empty(),
        present(readText(in)).map(PosixAttributes::parse));
  }

  /** What a row does not say of its file, so that memory knows the file again. */
  public static void write(DataOutputStream out, WalkedFile walked) throws IOException {
    out.writeBoolean(walked.isLink());
    out.writeBoolean(walked.identity().isPresent());
    if (walked.identity().isPresent()) {
      FileIdentity identity = walked.identity().get();
      out.writeLong(identity.device());
      out.writeLong(identity.inode());
      Instant changed = identity.changed().toInstant();
      out.writeLong(changed.getEpochSecond());
      out.writeInt(changed.getNano());
    }
  }

  /** The file of a row. */
  public static WalkedFile readFile(DataInputStream in, PlanRow row) throws IOException {
    boolean link = in.readBoolean();
    Optional<FileIdentity> identity =
        in.readBoolean()
            ? Optional.of(new FileIdentity(in.readLong(), in.readLong(), readTime(in)))
            : Optional.empty();
    FileTime mtime = FileTime.from(row.mtime().orElseThrow());
    return new WalkedFile(row.path(), row.size(), mtime, identity, link);
  }

  private static FileTime readTime(DataInputStream in) throws IOException {
    return FileTime.from(Instant.ofEpochSecond(in.readLong(), in.readInt()));
  }

  private static CopySource readSource(DataInputStream in) throws IOException {
    return new CopySource(
        readText(in), new ObjectKey(readText(in)), new ETag(readText(in)), present(readText(in)));
  }

  /** Unlike {@code writeUTF}, true UTF-8 and no limit of 64 KiB. */
  static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String readText(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, UTF_8);
  }

  private static Optional<String> present(String text) {
    return Optional.of(text).filter(t -> !t.isEmpty());
  }
}
