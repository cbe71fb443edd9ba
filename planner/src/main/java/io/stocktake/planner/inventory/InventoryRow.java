package io.stocktake.planner.inventory;

import io.stocktake.manifests.ETag;
import io.stocktake.planner.reconcile.ETagWorth;
import java.io.IOException;
import java.util.Optional;

/**
 * One current object as an inventory lists it.
 *
 * @param key the key's UTF-8 bytes
 * @param size bytes, or -1 if the row has none
 * @param etag the ETag, if the row has a usable one
 * @param encryption what the ETag is worth under the object's encryption
 * @param archived whether it must be restored before it can be read or copied
 * @param versionId the version, in an all-versions report of a versioned bucket
 */
@SuppressWarnings("ArrayRecordComponent") // a row lives for one call and is never compared
public record InventoryRow(
    byte[] key,
    long size,
    Optional<ETag> etag,
    ETagWorth encryption,
    boolean archived,
    Optional<String> versionId) {

  /** Takes rows; called by several threads at once. */
  @FunctionalInterface
  public interface RowConsumer {
    /** Takes one row. */
    void row(InventoryRow row) throws IOException;
  }
}
