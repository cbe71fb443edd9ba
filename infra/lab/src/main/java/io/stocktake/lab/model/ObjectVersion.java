package io.stocktake.lab.model;

import io.stocktake.lab.digest.ObjectChecksum;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One version of an object, or a delete marker.
 *
 * @param versionId opaque id, or {@link #NULL_ID}
 * @param modifiedSeconds Last-Modified in epoch seconds, the precision S3 shows
 * @param etag without quotes; empty for a delete marker
 * @param tags in key order of the client
 * @param marks its lock, and what was done to it since it was written, such as a restore; copies
 *     have none of them
 */
public record ObjectVersion(
    String versionId,
    boolean deleteMarker,
    long modifiedSeconds,
    String etag,
    List<Part> parts,
    Optional<ObjectChecksum> checksum,
    Attributes attributes,
    Map<String, String> tags,
    Map<String, String> marks) {
  /** The id of versions written while versioning was off or suspended. */
  public static final String NULL_ID = "null";

  private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

  /** Copies the list. */
  public ObjectVersion {
    parts = List.copyOf(parts);
  }

  /** A delete marker. */
  public static ObjectVersion marker(String versionId, Instant when) {
    return new ObjectVersion(
        versionId,
        true,
        when.getEpochSecond(),
        "",
        List.of(),
        Optional.empty(),
        Attributes.NONE,
        Map.of(),
        Map.of());
  }

  /** Bytes of the object. */
  public long size() {
    return parts.stream().mapToLong(Part::size).sum();
  }

  /** Whether the object came from a multipart upload. */
  public boolean multipart() {
    return etag.indexOf('-') >= 0;
  }

  /** Last-Modified. */
  public Instant modified() {
    return Instant.ofEpochSecond(modifiedSeconds);
  }

  /** The ETag as headers and documents show it. */
  public String quotedEtag() {
    return '"' + etag + '"';
  }

  /** The same version under another id. */
  public ObjectVersion withVersionId(String id) {
    return new ObjectVersion(
        id, deleteMarker, modifiedSeconds, etag, parts, checksum, attributes, tags, marks);
  }

  /** The same version with other tags; Last-Modified and ETag stay. */
  public ObjectVersion withTags(Map<String, String> replaced) {
    return new ObjectVersion(
        versionId,
        deleteMarker,
        modifiedSeconds,
        etag,
        parts,
        checksum,
        attributes,
        replaced,
        marks);
  }

  /** The same version with one mark more, or another value of it. */
  public ObjectVersion withMark(String name, String value) {
    Map<String, String> more = new TreeMap<>(marks);
    more.put(name, value);
    return withMarks(more);
  }

  /** The same version with other marks. */
  public ObjectVersion withMarks(Map<String, String> replaced) {
    return new ObjectVersion(
        versionId,
        deleteMarker,
        modifiedSeconds,
        etag,
        parts,
        checksum,
        attributes,
        tags,
        replaced);
  }

  /** The same version without a mark. */
  public ObjectVersion withoutMark(String name) {
    Map<String, String> fewer = new TreeMap<>(marks);
    fewer.remove(name);
    return new ObjectVersion(
        versionId, deleteMarker, modifiedSeconds, etag, parts, checksum, attributes, tags, fewer);
  }

  /** The same version as it would be from the time when S3 kept no checksum by itself. */
  public ObjectVersion withoutChecksum() {
    return new ObjectVersion(
        versionId,
        deleteMarker,
        modifiedSeconds,
        etag,
        parts,
        Optional.empty(),
        attributes,
        tags,
        marks);
  }

  /** Whether its bytes are not at hand before it is restored. */
  public boolean archived() {
    return ARCHIVES.contains(attributes.storageClass()) || archiveTier().isPresent();
  }

  /**
   * The archive tier of Intelligent-Tiering that it was moved to, as {@code x-amz-archive-status}
   * names it. Unlike an archived class, a restore takes it out of there for good.
   */
  public Optional<ArchiveTier> archiveTier() {
    return Optional.ofNullable(marks.get(ArchiveTier.MARK)).map(ArchiveTier::valueOf);
  }

  /** The archive tier that it is in now. */
  public Optional<ArchiveTier> archiveTier(Instant now) {
    return archiveTier().filter(tier -> !readable(now));
  }

  /** Whether its bytes are at hand. */
  public boolean readable(Instant now) {
    return !archived() || Restoration.of(this).map(r -> r.holds(now)).orElse(false);
  }
}
