package io.stocktake.planner.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.snapshot.SnapshotReader;
import io.stocktake.planner.inventory.ObjectVersion;
import io.stocktake.planner.inventory.reader.InventoryReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Proves a snapshot against an inventory, without a request for any object: each version that the
 * snapshot names must be listed with its ETag and size. Both sides are sorted and merged.
 */
public final class SnapshotCheck {
  private static final int ROWS_IN_MEMORY = 200_000;

  private final InventoryReader inventory;
  private final byte[] prefix;
  private final FindingConsumer findings;
  private final AtomicBoolean tellsVersions = new AtomicBoolean(true);
  private long objects;
  private long missing;
  private long listedRows;

  /** Takes what is not as the snapshot says. */
  @FunctionalInterface
  public interface FindingConsumer {
    /**
     * Takes one entry.
     *
     * @param entry the row of the snapshot
     * @param why what is wrong with its object, in words
     */
    void accept(CatalogueRow entry, String why) throws IOException;
  }

  /**
   * What came of a check.
   *
   * @param objects objects that the snapshot names
   * @param missing those that the inventory does not list so
   * @param listed rows of the inventory
   * @param tellsVersions whether the inventory tells versions, so that old ones could be seen
   */
  public record Result(long objects, long missing, long listed, boolean tellsVersions) {}

  private SnapshotCheck(InventoryReader inventory, String prefix, FindingConsumer findings) {
    this.inventory = inventory;
    this.prefix = prefix.getBytes(UTF_8);
    this.findings = findings;
  }

  /**
   * Checks all rows of a snapshot.
   *
   * @param rows its rows
   * @param inventory the inventory, of all versions where objects may have been written over
   * @param prefix what the keys of the snapshot begin with
   * @param scratch a directory for temporary files
   * @param findings takes each entry whose object is not listed so
   */
  public static Result check(
      SnapshotReader rows,
      InventoryReader inventory,
      String prefix,
      Path scratch,
      FindingConsumer findings)
      throws IOException, InterruptedException {
    return new SnapshotCheck(inventory, prefix, findings).check(rows, scratch);
  }

  private Result check(SnapshotReader rows, Path scratch) throws IOException, InterruptedException {
    try (ExternalSorter<ListedVersion> sorter =
        new ExternalSorter<>(
            scratch.resolve("listed"),
            ListedVersion.CODEC,
            ListedVersion.ORDER,
            ROWS_IN_MEMORY,
            ExternalSorter.FAN_IN)) {
      listedRows = inventory.readVersions(version -> add(version, sorter));
      try (ExternalSorter<ListedVersion>.Cursor listed = sorter.cursor()) {
        while (rows.hasNext()) {
          CatalogueRow row = rows.next();
          if (row.object().isPresent()) {
            check(row, listed);
          }
        }
      }
    }
    return new Result(objects, missing, listedRows, tellsVersions.get());
  }

  private void add(ObjectVersion version, ExternalSorter<ListedVersion> sorter) throws IOException {
    if (!version.tellsVersions()) {
      tellsVersions.set(false);
    }
    byte[] key = version.row().key();
    boolean below =
        key.length >= prefix.length
            && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    if (below && !version.deleteMarker()) {
      sorter.add(ListedVersion.of(version));
    }
  }

  private void check(CatalogueRow row, ExternalSorter<ListedVersion>.Cursor listed)
      throws IOException {
    objects++;
    while (listed.hasNext() && CatalogueRow.compareKeys(listed.peek().key(), row.key()) < 0) {
      listed.next();
    }
    String why = "no object of this key is listed";
    boolean proven = false;
    boolean seen = false;
    while (listed.hasNext() && listed.peek().key().equals(row.key())) {
      ListedVersion version = listed.next();
      boolean meant = version.isVersion(row.object().get());
      proven |= meant && version.holds(row);
      seen |= meant;
      why =
          seen
              ? "listed with another ETag or size"
              : "the key is listed, but not this version of it";
    }
    if (!proven) {
      missing++;
      findings.accept(row, why);
    }
  }
}
