package io.stocktake.planner.restore.objects;

import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.planner.inventory.ObjectVersion;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The versions of keys up to a point in time, of which the newest of each key counts; a delete
 * marker stands for no object. Versions may be added by several threads. Which of two versions of
 * one date was the newer cannot be told, unless one of them is the current version; the key is then
 * uncertain, if the two would be restored differently.
 */
final class ObjectHistory implements Closeable {
  /** A version, or a delete marker. */
  private record Version(RestoreObject object, boolean latest, boolean deleteMarker) {
    Instant modified() {
      return object.modified().orElseThrow();
    }

    boolean restoresAs(Version other) {
      return deleteMarker
          ? other.deleteMarker
          : !other.deleteMarker
              && object.isKnown()
              && object.size() == other.object.size()
              && object.etag().equals(other.object.etag());
    }
  }

  private static final int ROWS_IN_MEMORY = 200_000;

  /** By key, the newest first; the current version before others of its date. */
  private static final Comparator<Version> NEWEST_FIRST =
      Comparator.comparing((Version version) -> version.object.key())
          .thenComparing(Version::modified, Comparator.reverseOrder())
          .thenComparing(Version::latest, Comparator.reverseOrder())
          .thenComparing(version -> version.object.versionId().orElse(""));

  private static final ExternalSorter.Codec<Version> CODEC =
      new ExternalSorter.Codec<>() {
        @Override
        public void write(DataOutputStream out, Version version) throws IOException {
          RowData.writeObject(out, version.object);
          out.writeBoolean(version.latest);
          out.writeBoolean(version.deleteMarker);
        }

        @Override
        public Version read(DataInputStream in) throws IOException {
          return new Version(RowData.readObject(in), in.readBoolean(), in.readBoolean());
        }
      };

  private final ExternalSorter<Version> sorter;

  /** A history that sorts in this directory, which is for it alone. */
  ObjectHistory(Path directory) throws IOException {
    this.sorter =
        new ExternalSorter<>(directory, CODEC, NEWEST_FIRST, ROWS_IN_MEMORY, ExternalSorter.FAN_IN);
  }

  /** Adds a version that was there at the time, and has a date. */
  void add(ObjectVersion version) throws IOException {
    sorter.add(new Version(RestoreObject.of(version), version.latest(), version.deleteMarker()));
  }

  /**
   * Gives the object that each key had.
   *
   * @param objects takes what is certain
   * @param uncertain takes keys of which it cannot be told
   */
  void choose(IOConsumer<RestoreObject> objects, IOConsumer<RestoreObject> uncertain)
      throws IOException {
    try (ExternalSorter<Version>.Cursor versions = sorter.cursor()) {
      while (versions.hasNext()) {
        choose(newest(versions), objects, uncertain);
      }
    }
  }

  /** The versions of the next key that have its newest date; the others of the key are passed. */
  private static List<Version> newest(ExternalSorter<Version>.Cursor versions) throws IOException {
    Version first = versions.next();
    List<Version> newest = new ArrayList<>(List.of(first));
    while (versions.hasNext() && versions.peek().object.key().equals(first.object.key())) {
      Version next = versions.next();
      // One that differs is enough to make the key uncertain, so that no more are kept.
      if (next.modified().equals(first.modified()) && newest.size() < 2 && isRival(first, next)) {
        newest.add(next);
      }
    }
    return newest;
  }

  private static boolean isRival(Version first, Version next) {
    return first.latest == next.latest && !first.restoresAs(next);
  }

  private static void choose(
      List<Version> newest, IOConsumer<RestoreObject> objects, IOConsumer<RestoreObject> uncertain)
      throws IOException {
    Version first = newest.get(0);
    if (newest.size() > 1) {
      uncertain.accept(first.object);
    } else if (!first.deleteMarker) {
      objects.accept(first.object);
    }
  }

  @Override
  public void close() throws IOException {
    sorter.close();
  }
}
