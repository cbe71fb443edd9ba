package io.stocktake.executor.restore.content;

import io.stocktake.executor.store.StoreException;
import io.stocktake.manifests.content.PartBoundaries;
import io.stocktake.manifests.content.StoredContent;
import io.stocktake.manifests.restore.RestoreRow;
import java.util.Optional;

/**
 * The port to the objects of one bucket, to read them. Every request insists on the ETag that the
 * plan saw, and on the version where the plan knows it. Blocks; used by any number of threads.
 */
public interface ObjectReader {
  /**
   * Opens an object; whole, the answer has its checksums.
   *
   * @param range the bytes wanted; all of them if none
   * @throws StoreException of kind REFUSED if it is no longer the one that the plan saw, or gone
   */
  ObjectBody open(RestoreRow.Source source, Optional<ByteRange> range) throws StoreException;

  /**
   * HEAD: what the store tells of an object.
   *
   * @throws StoreException as {@link #open}
   */
  ObjectDescription head(RestoreRow.Source source) throws StoreException;

  /** The sizes of the parts that an object was uploaded in; nothing if the store does not tell. */
  Optional<PartBoundaries> parts(RestoreRow.Source source, StoredContent seen)
      throws StoreException;
}
