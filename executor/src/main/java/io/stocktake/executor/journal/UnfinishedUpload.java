package io.stocktake.executor.journal;

import io.stocktake.executor.files.PartLayout;
import io.stocktake.manifests.ETag;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiPredicate;

/**
 * A multipart upload that has begun and is not known to be completed or aborted.
 *
 * @param id its id in the store
 * @param partSize bytes of every part but the last
 * @param stamp which state of which file the parts were read from; empty if nobody could say
 * @param parts what the store has of it, by part number
 */
public record UnfinishedUpload(
    String id, long partSize, String stamp, Map<Integer, UploadedPart> parts) {

  /** An upload that has no part yet. */
  static UnfinishedUpload begun(String id, long partSize, String stamp) {
    return new UnfinishedUpload(id, partSize, stamp, new ConcurrentSkipListMap<>());
  }

  /** The same upload with no other parts than these. */
  public UnfinishedUpload only(BiPredicate<Integer, UploadedPart> good) {
    UnfinishedUpload rest = begun(id, partSize, stamp);
    parts.forEach(
        (number, part) -> {
          if (good.test(number, part)) {
            rest.parts.put(number, part);
          }
        });
    return rest;
  }

  /** The ETag of an object of the parts it has. */
  public ETag etag() {
    return PartLayout.etag(parts.values().stream().map(UploadedPart::digest).toList());
  }

  /** Whether its parts are sure to have been read from a file in this state. */
  public boolean isOf(String state) {
    return !stamp.isEmpty() && stamp.equals(state);
  }
}
