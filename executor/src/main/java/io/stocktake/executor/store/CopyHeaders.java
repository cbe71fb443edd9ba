package io.stocktake.executor.store;

import io.stocktake.manifests.rules.Properties;

/**
 * What a copy is given beside its bytes and tags.
 *
 * @param properties the properties asked for
 * @param whole whether these are all that the copy gets, its media type among them; otherwise they
 *     are laid over what its source has
 */
public record CopyHeaders(Properties properties, boolean whole) {
  /** A copy has what its source has. */
  public static final CopyHeaders NONE = over(Properties.NONE);

  /** What the source has, with these in place of its own. */
  public static CopyHeaders over(Properties properties) {
    return new CopyHeaders(properties, false);
  }

  /** These and nothing of the source. */
  public static CopyHeaders whole(Properties properties) {
    return new CopyHeaders(properties, true);
  }
}
