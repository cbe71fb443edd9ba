package io.stocktake.executor.control.throttle;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A schedule of rates by the time of the week: {@code Mon-Fri 08:00-18:00 100M; Sat,Sun off; 500M}.
 * The first entry that holds counts; where none does, nothing is limited.
 */
public final class RateSchedule {
  /** Nothing is limited at any time. */
  public static final RateSchedule OFF = new RateSchedule(List.of());

  private static final Pattern ENTRY =
      Pattern.compile(
          "(?:([A-Za-z][A-Za-z, -]*?)\\s+)?(?:(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)\\s+)?(\\S+)");
  private static final int DAY_LETTERS = 3;

  private record Entry(Set<DayOfWeek> days, LocalTime from, LocalTime to, long amount) {
    boolean holds(LocalDateTime time) {
      LocalTime clock = time.toLocalTime();
      if (from.isBefore(to)) {
        return days.contains(time.getDayOfWeek()) && !clock.isBefore(from) && clock.isBefore(to);
      }
      // Over midnight: the hours after it belong to the day before.
      return clock.isBefore(to)
          ? days.contains(time.getDayOfWeek().minus(1))
          : days.contains(time.getDayOfWeek()) && !clock.isBefore(from);
    }
  }

  private final List<Entry> entries;

  private RateSchedule(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads a timetable.
   *
   * @param amount reads one amount, more than 0
   * @throws IllegalArgumentException if it is none, with a sentence that says why
   */
  public static RateSchedule parse(String text, ToLongFunction<String> amount) {
    List<Entry> entries = new ArrayList<>();
    for (String part : text.split(";", -1)) {
      entries.add(entry(part.strip(), amount));
    }
    return new RateSchedule(entries);
  }

  /** The amount at a time of the week; 0 for no limit. */
  public long at(LocalDateTime time) {
    return entries.stream()
        .filter(entry -> entry.holds(time))
        .mapToLong(Entry::amount)
        .findFirst()
        .orElse(0);
  }

  /** The amount at this moment, by the computer's own clock. */
  public long now() {
    return entries.isEmpty() ? 0 : at(LocalDateTime.now(ZoneId.systemDefault()));
  }

  private static Entry entry(String text, ToLongFunction<String> amount) {
    Matcher matcher = ENTRY.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an entry such as 100M, off or Mon-Fri 08:00-18:00 100M");
    }
    LocalTime from = time(matcher.group(2));
    LocalTime to = time(matcher.group(3));
    String rate = matcher.group(4);
    return new Entry(
        days(matcher.group(1)), from, to, rate.equals("off") ? 0 : amount.applyAsLong(rate));
  }

  /** A day that ends at 24:00 ends where the next one begins. */
  private static LocalTime time(String text) {
    if (text == null || text.equals("24:00")) {
      return LocalTime.MIDNIGHT;
    }
    try {
      return LocalTime.parse(text);
    } catch (java.time.format.DateTimeParseException e) {
      throw new IllegalArgumentException("'" + text + "' is not a time such as 08:00", e);
    }
  }

  private static Set<DayOfWeek> days(String text) {
    if (text == null) {
      return EnumSet.allOf(DayOfWeek.class);
    }
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.split(",", -1)) {
      String[] ends = part.strip().split("\\s*-\\s*", 2);
      DayOfWeek day = day(ends[0]);
      DayOfWeek last = day(ends[ends.length - 1]);
      days.add(day);
      while (day != last) {
        day = day.plus(1);
        days.add(day);
      }
    }
    return days;
  }

  private static DayOfWeek day(String text) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (day.name().substring(0, DAY_LETTERS).equals(text.toUpperCase(Locale.ROOT))) {
        return day;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a day such as Mon, or several such as Mon-Fri");
  }
}
