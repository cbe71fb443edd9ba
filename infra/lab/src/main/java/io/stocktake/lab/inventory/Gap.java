package io.stocktake.lab.inventory;

import java.time.Duration;
import java.util.Optional;

/**
 * What a delivery does not list though it is in the bucket: S3 promises that each delivery is
 * complete in the end, not at once.
 *
 * @param lag versions written within this time before the scan are not listed
 * @param prefix keys below it are not listed
 */
public record Gap(Duration lag, Optional<String> prefix) {
  /** Everything is listed. */
  public static final Gap NONE = new Gap(Duration.ZERO, Optional.empty());
}
