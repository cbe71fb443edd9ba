package io.stocktake.planner.source.filter;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which files take part by size and age; a limit itself is within.
 *
 * @param minSize bytes a file has at least
 * @param maxSize bytes a file has at most
 * @param newerThan when a file was modified at the earliest
 * @param olderThan when a file was modified at the latest
 */
public record FileFilter(
    OptionalLong minSize,
    OptionalLong maxSize,
    Optional<Instant> newerThan,
    Optional<Instant> olderThan) {
  /** Every file takes part. */
  public static final FileFilter NONE =
      new FileFilter(
          OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty());

  /** Whether a file of this size and modification time takes part. */
  public boolean takes(long size, Instant mtime) {
    return size >= minSize.orElse(0)
        && size <= maxSize.orElse(Long.MAX_VALUE)
        && newerThan.filter(mtime::isBefore).isEmpty()
        && olderThan.filter(mtime::isAfter).isEmpty();
  }

  /** The limits by option name, as far as there are any. */
  public void describe(Map<String, String> into) {
    minSize.ifPresent(bytes -> into.put("min-size", Long.toString(bytes)));
    maxSize.ifPresent(bytes -> into.put("max-size", Long.toString(bytes)));
    newerThan.ifPresent(time -> into.put("newer-than", time.toString()));
    olderThan.ifPresent(time -> into.put("older-than", time.toString()));
  }
}
