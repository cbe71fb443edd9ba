package io.stocktake.lab.model;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * A restore of an archived version, kept as one of its marks.
 *
 * @param ready when the bytes are at hand
 * @param expiry when they are gone again
 */
public record Restoration(Instant ready, Instant expiry) {
  private static final String MARK = "restore";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  /** That of a version. */
  public static Optional<Restoration> of(ObjectVersion version) {
    return Optional.ofNullable(version.marks().get(MARK)).map(Restoration::parse);
  }

  private static Restoration parse(String mark) {
    int space = mark.indexOf(' ');
    return new Restoration(
        Instant.parse(mark.substring(0, space)), Instant.parse(mark.substring(space + 1)));
  }

  /** Of a version that is out of its archive for good from then on. */
  public static Restoration forGood(Instant ready) {
    return new Restoration(ready, Instant.MAX);
  }

  /** A version that was never restored. */
  static ObjectVersion removeFrom(ObjectVersion version) {
    return version.withoutMark(MARK);
  }

  /** A version with this as its restore. */
  public ObjectVersion markOn(ObjectVersion version) {
    return version.withMark(MARK, ready + " " + expiry);
  }

  /** Whether it is still under way. */
  public boolean ongoing(Instant now) {
    return now.isBefore(ready);
  }

  /** Whether the bytes are at hand. */
  public boolean holds(Instant now) {
    return !ongoing(now) && now.isBefore(expiry);
  }

  /** The value of {@code x-amz-restore}. */
  public Optional<String> header(Instant now) {
    if (ongoing(now)) {
      return Optional.of("ongoing-request=\"true\"");
    }
    return holds(now) && !expiry.equals(Instant.MAX)
        ? Optional.of("ongoing-request=\"false\", expiry-date=\"" + DATE.format(expiry) + "\"")
        : Optional.empty();
  }
}
