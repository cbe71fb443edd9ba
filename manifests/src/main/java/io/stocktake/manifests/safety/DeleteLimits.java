package io.stocktake.manifests.safety;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much a plan may delete, or tag for expiry, before it is taken for a mistake: all of the
 * limits hold at once.
 *
 * @param limits in the order they were given; none is no limit
 */
public record DeleteLimits(List<DeleteLimit> limits) {
  /** No limit. */
  public static final DeleteLimits NONE = new DeleteLimits(List.of());

  /** A prefix may hold commas and equals signs; what follows its last one is the limit. */
  private static final Pattern NEXT =
      Pattern.compile("(?:(.+?)=)??(" + DeleteLimit.PATTERN + ")(?:,|$)");

  public DeleteLimits {
    limits = List.copyOf(limits);
  }

  /**
   * Reads limits with commas between: {@code 1000,5%,10GiB,images/=100}.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static DeleteLimits parse(String text) {
    List<DeleteLimit> limits = new ArrayList<>();
    Matcher next = NEXT.matcher(text);
    int from = 0;
    while (from < text.length() && next.region(from, text.length()).lookingAt()) {
      String prefix = next.group(1) == null ? "" : next.group(1);
      limits.add(DeleteLimit.parse(prefix, next.group(2)));
      from = next.end();
    }
    if (limits.isEmpty() || from < text.length() || text.endsWith(",")) {
      throw new IllegalArgumentException(
          "'"
              + text.substring(Math.min(from, text.length()))
              + "' is neither a count such as 1000, nor bytes such as 10GiB or 10GB (10G alone could"
              + " be either), nor a share such as 5%, nor one of these for a prefix such as"
              + " images/=100");
    }
    return new DeleteLimits(limits);
  }

  /** These and those. */
  public DeleteLimits and(DeleteLimits others) {
    return new DeleteLimits(Stream.concat(limits.stream(), others.limits.stream()).toList());
  }

  /** Whether there is no limit. */
  public boolean isEmpty() {
    return limits.isEmpty();
  }

  /** Whether any is on a part of the destination. */
  public boolean namesPrefixes() {
    return limits.stream().anyMatch(limit -> !limit.prefix().isEmpty());
  }

  /** As the user would write them. */
  public String text() {
    return limits.stream().map(DeleteLimit::text).collect(Collectors.joining(","));
  }
}
