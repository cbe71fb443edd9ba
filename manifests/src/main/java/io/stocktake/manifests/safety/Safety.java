package io.stocktake.manifests.safety;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Safety conditions, checked before anything is done.
 *
 * @param maxDelete how much may be deleted, or left to expire
 * @param maxInventoryAge how old an inventory may be that is believed
 * @param requiredFiles files that the source must have
 */
public record Safety(
    DeleteLimits maxDelete, Optional<Duration> maxInventoryAge, RequiredFiles requiredFiles) {
  /** Nothing. */
  public static final Safety NONE =
      new Safety(DeleteLimits.NONE, Optional.empty(), RequiredFiles.NONE);

  /** The age from which an inventory is worth a word: S3 delivers the first within it. */
  public static final Duration OLD = Duration.ofDays(2);

  /** How far ahead a clock may be of another without being wrong. */
  public static final Duration SKEW = Duration.ofMinutes(5);

  /** The option of a plan that keeps the limits on deletes. */
  private static final String MAX_DELETE = "max-delete";

  /**
   * Refuses an inventory that is too old, or whose age cannot be told because it is of the future.
   *
   * @param name how to call it
   * @param scanned when S3 began to make it
   * @param advice what to do instead, to end the sentence
   */
  public void checkInventory(String name, Instant scanned, Instant now, String advice)
      throws StocktakeException {
    Duration age = Duration.between(scanned, now);
    if (maxInventoryAge.isPresent() && age.compareTo(SKEW.negated()) < 0) {
      throw StocktakeException.refused(
          FailureCode.INVENTORY_AGE_UNKNOWN,
          "the inventory "
              + name
              + " was scanned "
              + scanned
              + ", "
              + words(age.negated())
              + " ahead of this machine's clock, so its age cannot be checked;"
              + " nothing was done: set the clock, or "
              + advice);
    }
    if (maxInventoryAge.filter(limit -> age.compareTo(limit) > 0).isPresent()) {
      throw StocktakeException.refused(
          FailureCode.INVENTORY_TOO_OLD,
          "the inventory "
              + name
              + " is "
              + words(age)
              + " old, scanned "
              + scanned
              + ", older than the limit of "
              + words(maxInventoryAge.get())
              + "; nothing was done: "
              + advice);
    }
  }

  /** Refuses a source that is not there. */
  public void checkSource(Path root) throws StocktakeException {
    requiredFiles.check(root);
  }

  /** Adds what a plan remembers of this. */
  public void describe(Map<String, String> options) {
    if (!maxDelete.isEmpty()) {
      options.put(MAX_DELETE, maxDelete.text());
    }
    if (!requiredFiles.isEmpty()) {
      options.put(RequiredFiles.OPTION, requiredFiles.text());
    }
  }

  /** An age in whole hours, or in minutes below two. */
  public static String words(Duration age) {
    long hours = age.toHours();
    return hours < 2 ? age.toMinutes() + " min" : hours + " h";
  }
}
