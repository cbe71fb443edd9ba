package io.stocktake.planner.inventory;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * One version of an object, or a delete marker, as an inventory lists it.
 *
 * @param row the object; of a delete marker its key and version alone
 * @param modified when it was written, where the inventory says so
 * @param latest whether it is the current version of its key
 * @param deleteMarker whether it stands for a delete
 * @param tellsVersions whether the inventory tells versions from each other
 */
public record ObjectVersion(
    InventoryRow row,
    Optional<Instant> modified,
    boolean latest,
    boolean deleteMarker,
    boolean tellsVersions) {

  /** Takes versions; called by several threads at once. */
  @FunctionalInterface
  public interface VersionConsumer {
    /** Takes one version. */
    void version(ObjectVersion version) throws IOException;
  }

  /** Whether it is an object that is there now. */
  public boolean isCurrent() {
    return latest && !deleteMarker;
  }
}
