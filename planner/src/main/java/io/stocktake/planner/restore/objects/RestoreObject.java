package io.stocktake.planner.restore.objects;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.planner.inventory.ObjectVersion;
import io.stocktake.planner.reconcile.ETagWorth;
import java.time.Instant;
import java.util.Optional;

/**
 * An object version to restore.
 *
 * @param key its key
 * @param size bytes; negative where the inventory does not say
 * @param etag its ETag, where the inventory says one
 * @param encryption what its encryption makes of the ETag
 * @param archived whether it must be restored in S3 before it can be read
 * @param versionId its version, in a versioned bucket
 * @param modified when it was written, where the inventory says so
 */
public record RestoreObject(
    String key,
    long size,
    Optional<ETag> etag,
    ETagWorth encryption,
    boolean archived,
    Optional<String> versionId,
    Optional<Instant> modified) {

  /** The object of an inventory's row. */
  public static RestoreObject of(ObjectVersion version) {
    return new RestoreObject(
        new String(version.row().key(), UTF_8),
        version.row().size(),
        version.row().etag(),
        version.row().encryption(),
        version.row().archived(),
        version.row().versionId(),
        version.modified());
  }

  /** Whether size and ETag are known, without which an object cannot be fetched for certain. */
  public boolean isKnown() {
    return size >= 0 && etag.isPresent();
  }
}
