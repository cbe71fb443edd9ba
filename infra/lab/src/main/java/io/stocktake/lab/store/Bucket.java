package io.stocktake.lab.store;

import static java.util.stream.Collectors.toSet;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.model.Deletion;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.model.Part;
import io.stocktake.lab.model.Versioning;
import io.stocktake.lab.store.content.Blobs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/**
 * A bucket. Reads take no lock; writes take the bucket's, so that a condition and its write are
 * one.
 */
public final class Bucket implements Closeable {
  private static final int VERSION_ID_BYTES = 24;

  /** A log this much longer than it need be is left alone. */
  private static final int SLACK = 1000;

  private final String name;
  private final Blobs blobs;
  private final Clock clock;
  private final OpenKeys openKeys = new OpenKeys();
  private final BucketState state;
  private final Log log;
  private boolean deleted;

  private Bucket(String name, Blobs blobs, Clock clock, BucketState state, Log log) {
    this.name = name;
    this.blobs = blobs;
    this.clock = clock;
    this.state = state;
    this.log = log;
  }

  static Bucket open(String name, Path file, Blobs blobs, Clock clock) throws IOException {
    BucketState state = new BucketState();
    Log log = Log.open(file, state::apply);
    if (log.records() > 2 * state.size() + SLACK) {
      log.close();
      log = rewrite(file, state);
    }
    return new Bucket(name, blobs, clock, state, log);
  }

  /** Replaces a log that is mostly past by one that holds the present; a kill leaves either. */
  private static Log rewrite(Path file, BucketState state) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Log log = Log.open(fresh, change -> {});
    state.replay(log);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return log;
  }

  void create() throws IOException {
    change(Change.created(clock.instant()));
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** When it was created. */
  public Instant created() {
    return state.created();
  }

  /** Its versioning state. */
  public Versioning versioning() {
    return state.versioning();
  }

  /** Sets the versioning state. */
  public void versioning(Versioning wanted) throws IOException {
    change(Change.versioning(wanted));
  }

  /** A configuration document by its name, for example {@code lifecycle}. */
  public Optional<byte[]> configuration(String named) {
    return Optional.ofNullable(state.configurations().get(named));
  }

  /** The configurations whose names start so, by name. */
  public NavigableMap<String, byte[]> configurations(String start) {
    return state.configurations().subMap(start, true, start + Character.MAX_VALUE, false);
  }

  /** Stores a configuration document. */
  public void configure(String named, byte[] document) throws IOException {
    change(Change.configured(named, document));
  }

  /** Removes a configuration document, if it is there. */
  public void unconfigure(String named) throws IOException {
    change(Change.unconfigured(named));
  }

  /** The newest version of a key, which may be a delete marker. */
  public Optional<ObjectVersion> current(String key) {
    byte[][] versions = state.index().get(utf8(key));
    return versions == null ? Optional.empty() : Optional.of(Codec.decode(versions[0]));
  }

  /** A version by id, or the newest if no id is given. */
  public Optional<ObjectVersion> version(String key, Optional<String> versionId) {
    if (versionId.isEmpty()) {
      return current(key);
    }
    byte[][] versions = state.index().get(utf8(key));
    int at = versions == null ? -1 : BucketState.position(versions, versionId.get());
    return at < 0 ? Optional.empty() : Optional.of(Codec.decode(versions[at]));
  }

  /** The keys from a point on, in UTF-8 byte order. */
  public Iterator<Entry> entries(byte[] from, boolean inclusive) {
    return iterator(state.index().tailMap(from, inclusive));
  }

  private static Iterator<Entry> iterator(Map<byte[], byte[][]> some) {
    Iterator<Map.Entry<byte[], byte[][]>> tail = some.entrySet().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return tail.hasNext();
      }

      @Override
      public Entry next() {
        Map.Entry<byte[], byte[][]> entry = tail.next();
        return new Entry(entry.getKey(), entry.getValue());
      }
    };
  }

  /** The keys that start so, in UTF-8 byte order. */
  public Iterator<Entry> entriesOf(String prefix) {
    byte[] start = utf8(prefix);
    byte[] end = start.clone();
    if (end.length == 0) {
      return entries(start, true);
    }
    end[end.length - 1]++;
    return iterator(state.index().subMap(start, end));
  }

  /**
   * Makes a version the current one of its key.
   *
   * @param draft the version; its id is chosen here
   * @param uploadId the upload this completes, or the empty string
   * @param guard asked with the version that is current now
   */
  public synchronized ObjectVersion write(
      String key, ObjectVersion draft, String uploadId, Guard guard) throws IOException {
    if (!uploadId.isEmpty()) {
      checkParts(upload(key, uploadId), draft);
    }
    guard.check(current(key));
    ObjectVersion version = draft.withVersionId(newVersionId());
    change(Change.written(key, uploadId, Codec.encode(version)));
    openKeys.ended(key, uploadId);
    openKeys.changed(key);
    return version;
  }

  /** Whether the key of an upload in progress was written or removed since the upload started. */
  public boolean hasChangedSinceStart(String uploadId) {
    return openKeys.hasChanged(uploadId);
  }

  /** A part may have been replaced since the caller looked; its bytes are then gone. */
  private static void checkParts(Upload upload, ObjectVersion draft) {
    Set<Long> blobs = upload.parts().values().stream().map(Part::blob).collect(toSet());
    if (!draft.parts().stream().allMatch(part -> blobs.contains(part.blob()))) {
      throw new S3Exception(S3Error.INVALID_PART);
    }
  }

  private String newVersionId() {
    if (state.versioning() != Versioning.ENABLED) {
      return ObjectVersion.NULL_ID;
    }
    byte[] random = new byte[VERSION_ID_BYTES];
    ThreadLocalRandom.current().nextBytes(random);
    return Base64.getUrlEncoder().encodeToString(random).replace('-', '.');
  }

  /** Replaces the tags of a version, which keeps its id, ETag and Last-Modified. */
  public ObjectVersion retag(
      String key, Optional<String> versionId, Map<String, String> tags, Guard guard)
      throws IOException {
    return amend(key, versionId, version -> version.withTags(tags), guard);
  }

  /** Changes tags or marks of a version, which keeps its id, ETag and Last-Modified. */
  public synchronized ObjectVersion amend(
      String key, Optional<String> versionId, UnaryOperator<ObjectVersion> change, Guard guard)
      throws IOException {
    Optional<ObjectVersion> found = version(key, versionId);
    guard.check(found);
    ObjectVersion version = change.apply(found.orElseThrow());
    change(Change.retagged(key, Codec.encode(version)));
    return version;
  }

  /** Deletes a version, or the key as the versioning state says. */
  public synchronized Deletion delete(String key, Optional<String> versionId, Guard guard)
      throws IOException {
    Optional<ObjectVersion> found = version(key, versionId);
    guard.check(found);
    if (versionId.isPresent()) {
      return remove(key, versionId.get(), found);
    }
    if (state.versioning() == Versioning.OFF) {
      remove(key, ObjectVersion.NULL_ID, found);
      return new Deletion(Optional.empty(), false, false);
    }
    ObjectVersion marker = ObjectVersion.marker(newVersionId(), clock.instant());
    change(Change.written(key, "", Codec.encode(marker)));
    openKeys.changed(key);
    return new Deletion(Optional.of(marker.versionId()), true, true);
  }

  private Deletion remove(String key, String versionId, Optional<ObjectVersion> found)
      throws IOException {
    if (found.isPresent()) {
      change(Change.removed(key, versionId));
      openKeys.changed(key);
    }
    boolean marker = found.map(ObjectVersion::deleteMarker).orElse(false);
    return new Deletion(Optional.of(versionId), marker, false);
  }

  /** The uploads in progress. */
  public Collection<Upload> uploads() {
    return state.uploads().values();
  }

  /**
   * An upload in progress.
   *
   * @throws S3Exception NoSuchUpload
   */
  public Upload upload(String key, String uploadId) {
    Upload upload = state.uploads().get(uploadId);
    if (upload == null || !upload.start().key().equals(key)) {
      throw new S3Exception(S3Error.NO_SUCH_UPLOAD).with("UploadId", uploadId);
    }
    return upload;
  }

  /** The version that a completed upload made, while it is there and the upload is remembered. */
  public Optional<ObjectVersion> completed(String key, String uploadId) {
    return Optional.ofNullable(state.completed().get(uploadId))
        .filter(done -> done.key().equals(key))
        .flatMap(
            done ->
                version(key, Optional.of(done.versionId()))
                    .filter(version -> version.etag().equals(done.etag())));
  }

  /** Starts an upload. */
  public Upload startUpload(Upload.Start start) throws IOException {
    byte[] random = new byte[VERSION_ID_BYTES * 2];
    ThreadLocalRandom.current().nextBytes(random);
    Upload upload = new Upload(Base64.getUrlEncoder().encodeToString(random), start);
    change(Change.uploadStarted(upload));
    openKeys.started(start.key(), upload.id());
    return upload;
  }

  /** Adds a part, in place of one with the same number. */
  public synchronized void addPart(String key, String uploadId, Part part) throws IOException {
    upload(key, uploadId);
    change(Change.partUploaded(uploadId, part));
  }

  /** Ends an upload without an object. */
  public synchronized void abort(String key, String uploadId) throws IOException {
    upload(key, uploadId);
    change(Change.uploadGone(uploadId));
    openKeys.ended(key, uploadId);
  }

  private synchronized void change(byte[] entry) throws IOException {
    if (deleted) {
      throw new S3Exception(S3Error.NO_SUCH_BUCKET).with("BucketName", name);
    }
    log.append(entry);
    blobs.delete(state.apply(entry));
  }

  /** The blobs that versions and uploads name. */
  List<Long> blobIds() {
    List<Long> ids = new ArrayList<>();
    for (byte[][] versions : state.index().values()) {
      for (byte[] version : versions) {
        addBlobs(ids, Codec.parts(version));
      }
    }
    uploads().forEach(upload -> addBlobs(ids, upload.parts().values()));
    return ids;
  }

  private static void addBlobs(List<Long> ids, Collection<Part> parts) {
    for (Part part : parts) {
      if (part.blob() > 0) {
        ids.add(part.blob());
      }
    }
  }

  /** Refuses all further writes, if there is nothing in it; S3 counts uploads as nothing. */
  synchronized boolean retire() {
    deleted = deleted || state.index().isEmpty();
    if (deleted) {
      uploads().forEach(upload -> blobs.delete(upload.parts().values()));
    }
    return deleted;
  }

  @Override
  public synchronized void close() throws IOException {
    deleted = true;
    log.close();
  }

  private static byte[] utf8(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }
}
