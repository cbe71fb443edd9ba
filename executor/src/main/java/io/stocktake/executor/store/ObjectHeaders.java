package io.stocktake.executor.store;

import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.Properties;
import io.stocktake.manifests.rules.Property;

/**
 * What a store keeps beside an object's bytes.
 *
 * @param contentType its media type
 * @param properties all else that is asked for
 * @param tags its tags
 */
public record ObjectHeaders(String contentType, Properties properties, TagSet tags) {
  /** The headers of a file, its media type by rule or else by its name and first bytes. */
  public static ObjectHeaders of(String name, byte[] head, Properties properties, TagSet tags) {
    return new ObjectHeaders(
        properties.get(Property.CONTENT_TYPE).orElseGet(() -> ContentTypes.of(name, head)),
        properties,
        tags);
  }

  /** Whether the ending of a file's name tells its media type. */
  public static boolean isTypeKnown(String name) {
    return ContentTypes.byEnding(name) != null;
  }

  /** The headers of a file without tags. */
  public static ObjectHeaders named(String name) {
    return of(name, new byte[0], Properties.NONE, TagSet.EMPTY);
  }
}
