package io.stocktake.lab.store;

import io.stocktake.lab.model.Part;
import io.stocktake.lab.model.Versioning;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A change of a bucket as the log holds it. Applying changes is the only way the state of a bucket
 * changes, so what a restart replays is what happened.
 */
final class Change {
  /** The kinds of change; the log holds the name. */
  enum Kind {
    CREATED,
    VERSIONING,
    CONFIGURED,
    UNCONFIGURED,
    WRITTEN,
    RETAGGED,
    REMOVED,
    UPLOAD_STARTED,
    PART_UPLOADED,
    UPLOAD_GONE
  }

  private Change() {}

  private static byte[] of(Kind kind, Codec.Writer rest) {
    return Codec.bytes(
        out -> {
          out.writeUTF(kind.name());
          rest.writeTo(out);
        });
  }

  static Kind kind(DataInputStream in) throws IOException {
    return Kind.valueOf(in.readUTF());
  }

  static byte[] created(Instant when) {
    return of(Kind.CREATED, out -> out.writeLong(when.toEpochMilli()));
  }

  static byte[] versioning(Versioning state) {
    return of(Kind.VERSIONING, out -> out.writeUTF(state.name()));
  }

  static byte[] configured(String name, byte[] document) {
    return of(
        Kind.CONFIGURED,
        out -> {
          out.writeUTF(name);
          writeBytes(out, document);
        });
  }

  static byte[] unconfigured(String name) {
    return of(Kind.UNCONFIGURED, out -> out.writeUTF(name));
  }

  /** A new version; if it completes an upload, both happen or neither. */
  static byte[] written(String key, String uploadId, byte[] version) {
    return of(
        Kind.WRITTEN,
        out -> {
          writeBytes(out, key.getBytes(StandardCharsets.UTF_8));
          out.writeUTF(uploadId);
          writeBytes(out, version);
        });
  }

  static byte[] retagged(String key, byte[] version) {
    return of(
        Kind.RETAGGED,
        out -> {
          writeBytes(out, key.getBytes(StandardCharsets.UTF_8));
          writeBytes(out, version);
        });
  }

  static byte[] removed(String key, String versionId) {
    return of(
        Kind.REMOVED,
        out -> {
          writeBytes(out, key.getBytes(StandardCharsets.UTF_8));
          out.writeUTF(versionId);
        });
  }

  static byte[] uploadStarted(Upload upload) {
    return of(Kind.UPLOAD_STARTED, out -> Codec.write(out, upload));
  }

  static byte[] partUploaded(String uploadId, Part part) {
    return of(
        Kind.PART_UPLOADED,
        out -> {
          out.writeUTF(uploadId);
          Codec.write(out, part);
        });
  }

  static byte[] uploadGone(String uploadId) {
    return of(Kind.UPLOAD_GONE, out -> out.writeUTF(uploadId));
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] readBytes(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }
}
