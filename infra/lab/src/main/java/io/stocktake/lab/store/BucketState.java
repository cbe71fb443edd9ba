package io.stocktake.lab.store;

import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.model.Part;
import io.stocktake.lab.model.Versioning;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The memory of a bucket: an index of keys in UTF-8 byte order, uploads and configurations. Changed
 * by records only, under the bucket's lock; read by any thread.
 */
final class BucketState {
  /** What a completed upload made. */
  record CompletedUpload(String key, String versionId, String etag) {
    static CompletedUpload of(byte[] key, byte[] version) {
      ObjectVersion made = Codec.decode(version);
      return new CompletedUpload(
          new String(key, StandardCharsets.UTF_8), made.versionId(), made.etag());
    }
  }

  /** Forgets the oldest. */
  private static final class CompletedUploads extends LinkedHashMap<String, CompletedUpload> {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 1000;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, CompletedUpload> eldest) {
      return size() > MOST;
    }
  }

  private final ConcurrentNavigableMap<byte[], byte[][]> index =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
  private final NavigableMap<String, Upload> uploads = new ConcurrentSkipListMap<>();
  private final NavigableMap<String, byte[]> configurations = new ConcurrentSkipListMap<>();
  private final Map<String, CompletedUpload> completed =
      Collections.synchronizedMap(new CompletedUploads());
  private volatile Versioning versioning = Versioning.OFF;
  private volatile Instant created = Instant.EPOCH;

  ConcurrentNavigableMap<byte[], byte[][]> index() {
    return index;
  }

  NavigableMap<String, Upload> uploads() {
    return uploads;
  }

  /** The uploads completed last, by id; they do not outlive a rewrite of the log. */
  Map<String, CompletedUpload> completed() {
    return completed;
  }

  NavigableMap<String, byte[]> configurations() {
    return configurations;
  }

  Versioning versioning() {
    return versioning;
  }

  Instant created() {
    return created;
  }

  /** Applies a record; returns the parts whose bytes nothing names any more. */
  List<Part> apply(byte[] bytes) {
    return Codec.read(bytes, in -> apply(Change.kind(in), in));
  }

  /** How many changes {@link #replay} makes. */
  long size() {
    long versions = index.values().stream().mapToLong(list -> list.length).sum();
    long parts = uploads.values().stream().mapToLong(upload -> upload.parts().size()).sum();
    return versions + parts + uploads.size() + configurations.size() + 2;
  }

  /** The fewest changes that lead from nothing to this state. */
  void replay(Log to) throws IOException {
    to.append(Change.created(created));
    to.append(Change.versioning(versioning));
    for (Map.Entry<String, byte[]> entry : configurations.entrySet()) {
      to.append(Change.configured(entry.getKey(), entry.getValue()));
    }
    for (Map.Entry<byte[], byte[][]> entry : index.entrySet()) {
      String key = new String(entry.getKey(), StandardCharsets.UTF_8);
      for (int oldest = entry.getValue().length - 1; oldest >= 0; oldest--) {
        to.append(Change.written(key, "", entry.getValue()[oldest]));
      }
    }
    for (Upload upload : uploads.values()) {
      to.append(Change.uploadStarted(upload));
      for (Part part : upload.parts().values()) {
        to.append(Change.partUploaded(upload.id(), part));
      }
    }
  }

  private List<Part> apply(Change.Kind kind, DataInputStream in) throws IOException {
    switch (kind) {
      case CREATED -> created = Instant.ofEpochMilli(in.readLong());
      case VERSIONING -> versioning = Versioning.valueOf(in.readUTF());
      case CONFIGURED -> configurations.put(in.readUTF(), Change.readBytes(in));
      case UNCONFIGURED -> configurations.remove(in.readUTF());
      case UPLOAD_STARTED -> start(Codec.readUpload(in));
      default -> {
        return applyToObjects(kind, in);
      }
    }
    return List.of();
  }

  private List<Part> applyToObjects(Change.Kind kind, DataInputStream in) throws IOException {
    return switch (kind) {
      case WRITTEN -> write(Change.readBytes(in), in.readUTF(), Change.readBytes(in));
      case RETAGGED -> retag(Change.readBytes(in), Change.readBytes(in));
      case REMOVED -> remove(Change.readBytes(in), in.readUTF());
      case PART_UPLOADED -> addPart(uploads.get(in.readUTF()), Codec.readPart(in));
      case UPLOAD_GONE -> List.copyOf(uploads.remove(in.readUTF()).parts().values());
      default -> throw new IllegalStateException("not a change of objects: " + kind);
    };
  }

  private void start(Upload upload) {
    uploads.put(upload.id(), upload);
  }

  private static List<Part> addPart(Upload upload, Part part) {
    Part replaced = upload.parts().put(part.number(), part);
    return replaced == null ? List.of() : List.of(replaced);
  }

  private List<Part> write(byte[] key, String uploadId, byte[] version) {
    List<Part> dropped = new ArrayList<>();
    if (!uploadId.isEmpty()) {
      dropped.addAll(uploads.remove(uploadId).parts().values());
      List<Long> kept = Codec.parts(version).stream().map(Part::blob).toList();
      dropped.removeIf(part -> kept.contains(part.blob()));
      completed.put(uploadId, CompletedUpload.of(key, version));
    }
    byte[][] before = index.get(key);
    String id = Codec.versionId(version);
    List<byte[]> after = new ArrayList<>(before == null ? 1 : before.length + 1);
    after.add(version);
    for (byte[] old : before == null ? new byte[0][] : before) {
      if (Codec.versionId(old).equals(id)) {
        dropped.addAll(Codec.parts(old));
      } else {
        after.add(old);
      }
    }
    index.put(key, after.toArray(new byte[0][]));
    return dropped;
  }

  private List<Part> retag(byte[] key, byte[] version) {
    byte[][] versions = index.get(key).clone();
    versions[position(versions, Codec.versionId(version))] = version;
    index.put(key, versions);
    return List.of();
  }

  private List<Part> remove(byte[] key, String versionId) {
    byte[][] versions = index.get(key);
    int at = position(versions, versionId);
    if (versions.length == 1) {
      index.remove(key);
    } else {
      List<byte[]> rest = new ArrayList<>(Arrays.asList(versions));
      rest.remove(at);
      index.put(key, rest.toArray(new byte[0][]));
    }
    return Codec.parts(versions[at]);
  }

  static int position(byte[][] versions, String versionId) {
    for (int i = 0; i < versions.length; i++) {
      if (Codec.versionId(versions[i]).equals(versionId)) {
        return i;
      }
    }
    return -1;
  }
}
