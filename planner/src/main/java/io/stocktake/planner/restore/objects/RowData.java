package io.stocktake.planner.restore.objects;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.planner.reconcile.ETagWorth;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** The binary form of objects, texts and times in temporary files. */
public final class RowData {
  private RowData() {}

  /** Writes an object. */
  public static void writeObject(DataOutputStream out, RestoreObject object) throws IOException {
    writeText(out, object.key());
    out.writeLong(object.size());
    writeText(out, object.etag().map(ETag::value).orElse(""));
    writeText(out, object.encryption().name());
    out.writeBoolean(object.archived());
    writeText(out, object.versionId().orElse(""));
    writeTime(out, object.modified());
  }

  /** Reads an object. */
  public static RestoreObject readObject(DataInputStream in) throws IOException {
    return new RestoreObject(
        readText(in),
        in.readLong(),
        present(readText(in)).map(ETag::new),
        ETagWorth.valueOf(readText(in)),
        in.readBoolean(),
        present(readText(in)),
        readTime(in));
  }

  /** Writes a text of any length, unlike {@code writeUTF}. */
  public static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Reads a text. */
  public static String readText(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, UTF_8);
  }

  /** Writes a time, if there is one. */
  public static void writeTime(DataOutputStream out, Optional<Instant> time) throws IOException {
    out.writeBoolean(time.isPresent());
    if (time.isPresent()) {
      Instant instant = time.get();
      out.writeLong(instant.getEpochSecond());
      out.writeInt(instant.getNano());
    }
  }

  /** Reads a time, if there is one. */
  public static Optional<Instant> readTime(DataInputStream in) throws IOException {
    return in.readBoolean()
        ? Optional.of(Instant.ofEpochSecond(in.readLong(), in.readInt()))
        : Optional.empty();
  }

  /** The text, unless it is empty. */
  public static Optional<String> present(String text) {
    return Optional.of(text).filter(t -> !t.isEmpty());
  }
}
