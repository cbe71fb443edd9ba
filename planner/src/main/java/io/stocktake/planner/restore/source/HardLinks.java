package io.stocktake.planner.restore.source;

import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.planner.restore.objects.RestoreObject;
import io.stocktake.planner.restore.paths.PlacedObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * The files that have several names. The first name of each, in the order of paths, is restored
 * from its object, and the others are made hard links of it. A name whose object is another one, as
 * of a file that was written while it was backed up, is restored from that.
 */
final class HardLinks implements Closeable {
  private static final int ROWS_IN_MEMORY = 100_000;

  private static final Comparator<PlacedObject> BY_FILE =
      Comparator.comparingLong(HardLinks::file)
          .thenComparing(PlacedObject::path, RestoreRow::comparePaths);

  private final ExternalSorter<PlacedObject> sorter;

  /** Files that are sorted in this directory, which is for them alone. */
  HardLinks(Path directory) throws IOException {
    this.sorter =
        new ExternalSorter<>(
            directory, PlacedObject.CODEC, BY_FILE, ROWS_IN_MEMORY, ExternalSorter.FAN_IN);
  }

  private static long file(PlacedObject placed) {
    return placed.entry().orElseThrow().attributes().hardLink();
  }

  /** Adds a name of a file. */
  void add(PlacedObject placed) throws IOException {
    sorter.add(placed);
  }

  /** Gives all names, and links those that are to be linked. */
  void drain(IOConsumer<PlacedObject> sink) throws IOException {
    PlacedObject[] first = new PlacedObject[1];
    sorter.drain(
        placed -> {
          boolean begins = first[0] == null || file(first[0]) != file(placed);
          if (begins) {
            first[0] = placed;
          }
          boolean links = !begins && isSame(first[0].object(), placed.object());
          sink.accept(links ? placed.linkedTo(first[0].path()) : placed);
        });
  }

  private static boolean isSame(RestoreObject one, RestoreObject other) {
    return one.size() == other.size() && one.etag().equals(other.etag());
  }

  @Override
  public void close() throws IOException {
    sorter.close();
  }
}
