package io.stocktake.executor.store;

import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.TagSet;

/**
 * What a store keeps beside an object's bytes.
 *
 * @param contentType its media type
 * @param tags its tags
 */
public record ObjectHeaders(String contentType, TagSet tags) {
  /** The headers of a row's file: its type by its name, its tags as planned. */
  public static ObjectHeaders of(PlanRow row) {
    return new ObjectHeaders(ContentTypes.of(row.path()), row.tags());
  }

  /** The headers of a file without tags. */
  public static ObjectHeaders named(String name) {
    return new ObjectHeaders(ContentTypes.of(name), TagSet.EMPTY);
  }
}
