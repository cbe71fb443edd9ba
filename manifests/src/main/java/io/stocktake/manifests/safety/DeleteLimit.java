package io.stocktake.manifests.safety;

import io.stocktake.manifests.rules.KeyPattern;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One limit on what is deleted, or tagged for expiry: a count, bytes, or a share of all objects.
 *
 * @param text as the user wrote it
 * @param prefix which names below the destination the limit is on: a prefix or a glob, as {@link
 *     KeyPattern} has them; empty for all
 * @param objects the most objects
 * @param bytes the most bytes of them
 * @param share the largest share of all objects, 0 to 1
 */
public record DeleteLimit(String text, String prefix, long objects, long bytes, double share) {
  /** The syntax of a limit, without its prefix. */
  static final String PATTERN = "[0-9]{1,18}|[0-9]+(?:\\.[0-9]+)?(?:%|[kKMGTP]?i?B|[kKMGTP]i)";

  private static final Pattern COUNT = Pattern.compile("[0-9]{1,18}");
  private static final Pattern SHARE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)%");
  private static final Pattern SIZE =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([kKMGTP]?)(i?)B?", Pattern.CASE_INSENSITIVE);
  private static final String POWERS = "kmgtp";

  /**
   * Reads one limit.
   *
   * @throws IllegalArgumentException if the prefix is a glob that could never match
   */
  static DeleteLimit parse(String prefix, String limit) {
    KeyPattern.of(prefix);
    String text = prefix.isEmpty() ? limit : prefix + "=" + limit;
    Matcher share = SHARE.matcher(limit);
    if (COUNT.matcher(limit).matches()) {
      return new DeleteLimit(text, prefix, Long.parseLong(limit), Long.MAX_VALUE, 1);
    }
    if (share.matches()) {
      double percent = Double.parseDouble(share.group(1));
      if (percent > 100) {
        throw new IllegalArgumentException("'" + text + "' is more than all objects");
      }
      return new DeleteLimit(text, prefix, Long.MAX_VALUE, Long.MAX_VALUE, percent / 100);
    }
    return new DeleteLimit(text, prefix, Long.MAX_VALUE, bytes(text, limit), 1);
  }

  private static long bytes(String text, String limit) {
    Matcher size = SIZE.matcher(limit);
    if (!size.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a limit");
    }
    String unit = size.group(2).toLowerCase(Locale.ROOT);
    int power = unit.isEmpty() ? 0 : POWERS.indexOf(unit) + 1;
    BigDecimal factor = BigDecimal.valueOf(size.group(3).isEmpty() ? 1000 : 1024).pow(power);
    return new BigDecimal(size.group(1))
        .multiply(factor)
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  /** Whether it is a share of all objects, which somebody must have counted. */
  public boolean isShare() {
    return share < 1;
  }

  boolean isBroken(long deleted, long deletedBytes, long all) {
    return deleted > objects || deletedBytes > bytes || (isShare() && deleted > share * all);
  }
}
