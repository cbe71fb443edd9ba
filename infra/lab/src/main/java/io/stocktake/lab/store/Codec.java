package io.stocktake.lab.store;

import io.stocktake.lab.digest.ChecksumAlgorithm;
import io.stocktake.lab.digest.ChecksumType;
import io.stocktake.lab.digest.ObjectChecksum;
import io.stocktake.lab.model.Attributes;
import io.stocktake.lab.model.Encryption;
import io.stocktake.lab.model.ObjectLock;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.model.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The binary form of versions, parts and uploads, in the log and in memory: a million small objects
 * cost about 300 bytes each, and an object is decoded only when it is read.
 */
final class Codec {
  /** Writes one value. */
  @FunctionalInterface
  interface Writer {
    void writeTo(DataOutputStream out) throws IOException;
  }

  /** Reads one value. */
  @FunctionalInterface
  interface Reader<T> {
    T readFrom(DataInputStream in) throws IOException;
  }

  private Codec() {}

  static byte[] bytes(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
    try {
      writer.writeTo(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static <T> T read(byte[] bytes, Reader<T> reader) {
    try {
      return reader.readFrom(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] encode(ObjectVersion version) {
    return bytes(out -> write(out, version));
  }

  static ObjectVersion decode(byte[] bytes) {
    return read(bytes, Codec::readVersion);
  }

  /** The version id comes first, so that it can be read alone. */
  static String versionId(byte[] bytes) {
    return read(bytes, in -> in.readUTF());
  }

  /** The parts alone, without decoding what comes behind them. */
  static List<Part> parts(byte[] bytes) {
    return read(
        bytes,
        in -> {
          in.readUTF();
          in.readBoolean();
          in.readLong();
          in.readUTF();
          return readParts(in);
        });
  }

  private static void write(DataOutputStream out, ObjectVersion v) throws IOException {
    out.writeUTF(v.versionId());
    out.writeBoolean(v.deleteMarker());
    out.writeLong(v.modifiedSeconds());
    out.writeUTF(v.etag());
    out.writeShort(v.parts().size());
    for (Part part : v.parts()) {
      write(out, part);
    }
    out.writeBoolean(v.checksum().isPresent());
    if (v.checksum().isPresent()) {
      write(out, v.checksum().get());
    }
    write(out, v.attributes());
    write(out, v.tags());
    write(out, v.marks());
  }

  private static ObjectVersion readVersion(DataInputStream in) throws IOException {
    String id = in.readUTF();
    boolean marker = in.readBoolean();
    long modified = in.readLong();
    String etag = in.readUTF();
    List<Part> parts = readParts(in);
    Optional<ObjectChecksum> checksum =
        in.readBoolean() ? Optional.of(readChecksum(in)) : Optional.empty();
    Attributes attributes = readAttributes(in);
    Map<String, String> tags = readMap(in);
    return new ObjectVersion(
        id, marker, modified, etag, parts, checksum, attributes, tags, readMarks(in));
  }

  /** What an older lab wrote ends before its marks. */
  private static Map<String, String> readMarks(DataInputStream in) throws IOException {
    return in.available() > 0 ? readMap(in) : Map.of();
  }

  private static List<Part> readParts(DataInputStream in) throws IOException {
    int count = in.readUnsignedShort();
    List<Part> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parts.add(readPart(in));
    }
    return parts;
  }

  static void write(DataOutputStream out, Part part) throws IOException {
    out.writeShort(part.number());
    out.writeLong(part.size());
    out.writeLong(part.blob());
    out.writeUTF(part.md5());
    out.writeUTF(part.checksum());
  }

  static Part readPart(DataInputStream in) throws IOException {
    return new Part(
        in.readUnsignedShort(), in.readLong(), in.readLong(), in.readUTF(), in.readUTF());
  }

  private static void write(DataOutputStream out, ObjectChecksum checksum) throws IOException {
    out.writeUTF(checksum.algorithm().name());
    out.writeUTF(checksum.type().name());
    out.writeUTF(checksum.value());
  }

  private static ObjectChecksum readChecksum(DataInputStream in) throws IOException {
    return new ObjectChecksum(
        ChecksumAlgorithm.valueOf(in.readUTF()), ChecksumType.valueOf(in.readUTF()), in.readUTF());
  }

  static void write(DataOutputStream out, Attributes attributes) throws IOException {
    out.writeUTF(attributes.storageClass());
    out.writeUTF(attributes.encryption().algorithm());
    out.writeUTF(attributes.encryption().keyId());
    out.writeBoolean(attributes.encryption().bucketKey());
    write(out, attributes.headers());
    write(out, attributes.metadata());
  }

  static Attributes readAttributes(DataInputStream in) throws IOException {
    String storageClass = in.readUTF();
    Encryption encryption = new Encryption(in.readUTF(), in.readUTF(), in.readBoolean());
    return new Attributes(storageClass, encryption, readMap(in), readMap(in));
  }

  static void write(DataOutputStream out, Map<String, String> map) throws IOException {
    out.writeShort(map.size());
    for (Map.Entry<String, String> entry : map.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeUTF(entry.getValue());
    }
  }

  static Map<String, String> readMap(DataInputStream in) throws IOException {
    int count = in.readUnsignedShort();
    if (count == 0) {
      return Map.of();
    }
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      map.put(in.readUTF(), in.readUTF());
    }
    return Collections.unmodifiableMap(map);
  }

  static void write(DataOutputStream out, Upload upload) throws IOException {
    Upload.Start start = upload.start();
    out.writeUTF(upload.id());
    out.writeUTF(start.key());
    out.writeLong(start.initiated().toEpochMilli());
    write(out, start.attributes());
    write(out, start.tags());
    out.writeUTF(start.algorithm().map(Enum::name).orElse(""));
    out.writeUTF(start.type().name());
    write(out, start.lock().marks());
  }

  static Upload readUpload(DataInputStream in) throws IOException {
    String id = in.readUTF();
    return new Upload(
        id,
        new Upload.Start(
            in.readUTF(),
            Instant.ofEpochMilli(in.readLong()),
            readAttributes(in),
            readMap(in),
            ChecksumAlgorithm.named(in.readUTF()),
            ChecksumType.valueOf(in.readUTF()),
            ObjectLock.of(readMarks(in))));
  }
}
