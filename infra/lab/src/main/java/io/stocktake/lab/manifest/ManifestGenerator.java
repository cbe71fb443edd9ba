package io.stocktake.lab.manifest;

import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.objects.ObjectHeaders;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A job's order to list its objects itself: all current ones of a bucket that a filter lets pass.
 *
 * @param bucket the bucket to list
 * @param output where the list is to be written, if it is to be
 * @param names what a key must begin with, end in and hold, each empty for anything
 * @param times the times between which it must have been written
 * @param sizes the sizes between which it must be, both excluded
 * @param classes the storage classes it may have; none for any
 */
public record ManifestGenerator(
    String bucket,
    Optional<Output> output,
    Names names,
    Times times,
    Sizes sizes,
    Set<String> classes) {
  private static final String ARN = "arn:aws:s3:::";
  private static final String FORMAT = "S3InventoryReport_CSV_20211130";
  private static final Set<String> ABSENT =
      Set.of("EligibleForReplication", "ObjectReplicationStatuses", "MatchAnyObjectEncryption");

  /**
   * Where a list is written.
   *
   * @param prefix what its keys begin with, before a slash; empty for nothing
   */
  public record Output(String bucket, String prefix) {}

  record Names(String prefix, String suffix, String part) {
    boolean pass(String key) {
      return key.startsWith(prefix) && key.endsWith(suffix) && key.contains(part);
    }
  }

  record Times(Optional<Instant> after, Optional<Instant> before) {
    boolean pass(Instant time) {
      return after.map(time::isAfter).orElse(true) && before.map(time::isBefore).orElse(true);
    }
  }

  record Sizes(long above, long below) {
    boolean pass(long size) {
      return size > above && size < below;
    }
  }

  /**
   * Reads a ManifestGenerator element.
   *
   * @throws IllegalArgumentException if it is not one
   * @throws S3Exception NotImplemented for a filter that the lab does not have
   */
  public static ManifestGenerator of(XmlNode union) {
    XmlNode generator =
        union
            .find("S3JobManifestGenerator")
            .orElseThrow(
                () -> new IllegalArgumentException("ManifestGenerator must have one kind"));
    Optional<XmlNode> filter = generator.find("Filter");
    refuse(filter);
    Optional<XmlNode> names = filter.flatMap(f -> f.find("KeyNameConstraint"));
    return new ManifestGenerator(
        bucket(generator, "SourceBucket"),
        output(generator),
        new Names(
            name(names, "MatchAnyPrefix"),
            name(names, "MatchAnySuffix"),
            name(names, "MatchAnySubstring")),
        new Times(time(filter, "CreatedAfter"), time(filter, "CreatedBefore")),
        new Sizes(
            size(filter, "ObjectSizeGreaterThanBytes", -1),
            size(filter, "ObjectSizeLessThanBytes", Long.MAX_VALUE)),
        classes(filter));
  }

  private static void refuse(Optional<XmlNode> filter) {
    for (XmlNode child : filter.map(XmlNode::children).orElse(List.of())) {
      if (ABSENT.contains(child.name())) {
        throw S3Exception.notImplemented("ManifestGenerator with " + child.name());
      }
    }
  }

  private static String bucket(XmlNode parent, String name) {
    String arn = parent.value(name).orElse("");
    require(arn.startsWith(ARN) && arn.length() > ARN.length(), name + " must be a bucket's ARN");
    return arn.substring(ARN.length());
  }

  private static Optional<Output> output(XmlNode generator) {
    String enabled = generator.value("EnableManifestOutput").orElse("");
    require(enabled.matches("true|false"), "ManifestGenerator lacks EnableManifestOutput");
    if (enabled.equals("false")) {
      return Optional.empty();
    }
    XmlNode place =
        generator
            .find("ManifestOutputLocation")
            .orElseThrow(() -> new IllegalArgumentException("ManifestOutputLocation is missing"));
    require(
        place.value("ManifestFormat").orElse("").equals(FORMAT),
        "ManifestFormat must be " + FORMAT);
    return Optional.of(
        new Output(bucket(place, "Bucket"), place.value("ManifestPrefix").orElse("")));
  }

  private static String name(Optional<XmlNode> names, String list) {
    List<XmlNode> members =
        names.flatMap(n -> n.find(list)).map(l -> l.all("member")).orElse(List.of());
    require(members.size() < 2, list + " must have exactly one member");
    return members.isEmpty() ? "" : members.get(0).text();
  }

  private static Optional<Instant> time(Optional<XmlNode> filter, String name) {
    try {
      return filter.flatMap(f -> f.value(name)).map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("Invalid " + name, e);
    }
  }

  private static long size(Optional<XmlNode> filter, String name, long absent) {
    return filter.flatMap(f -> f.value(name)).map(Long::valueOf).orElse(absent);
  }

  private static Set<String> classes(Optional<XmlNode> filter) {
    List<String> named =
        filter
            .flatMap(f -> f.find("MatchAnyStorageClass"))
            .map(list -> list.all("member").stream().map(m -> m.text().trim()).toList())
            .orElse(List.of());
    require(ObjectHeaders.STORAGE_CLASSES.containsAll(named), "Invalid storage class in " + named);
    return Set.copyOf(named);
  }

  private static void require(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Whether an object is one of the job's. */
  boolean wants(String key, ObjectVersion version) {
    return !version.deleteMarker()
        && names.pass(key)
        && times.pass(version.modified())
        && sizes.pass(version.size())
        && (classes.isEmpty() || classes.contains(version.attributes().storageClass()));
  }
}
