package io.stocktake.planner.plan;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many objects a plan may delete, or tag for expiry, before it is taken for a mistake.
 *
 * @param text as the user wrote it: a count, {@code 1000}, or a share of all objects, {@code 5%}
 * @param count the most objects
 * @param share the largest share of all objects, 0 to 1
 */
public record DeleteLimit(String text, long count, double share) {
  /** Any number. */
  public static final DeleteLimit NONE = new DeleteLimit("", Long.MAX_VALUE, 1);

  private static final Pattern COUNT = Pattern.compile("[0-9]{1,18}");
  private static final Pattern SHARE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)%");

  /**
   * Reads a limit.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static DeleteLimit parse(String text) {
    Matcher share = SHARE.matcher(text);
    if (COUNT.matcher(text).matches()) {
      return new DeleteLimit(text, Long.parseLong(text), 1);
    }
    if (share.matches() && Double.parseDouble(share.group(1)) <= 100) {
      return new DeleteLimit(text, Long.MAX_VALUE, Double.parseDouble(share.group(1)) / 100);
    }
    throw new IllegalArgumentException(
        "'" + text + "' is neither a count such as 1000 nor a share such as 5%");
  }

  /**
   * Refuses a plan that goes beyond.
   *
   * @param orphans objects without a file
   * @param objects all objects below the destination
   */
  void check(long orphans, long objects, S3Location destination) throws StocktakeException {
    if (orphans > count || orphans > share * objects) {
      throw StocktakeException.refused(
          String.format(
              Locale.ROOT,
              "%,d of %,d objects below %s have no file, more than --max-delete %s; nothing was"
                  + " planned: is this the right source, and all of it? Without --delete the plan"
                  + " shows the rest",
              orphans,
              objects,
              destination,
              text));
    }
  }
}
