package io.stocktake.executor.control.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In the week of the tests 2026-11-02 is a Monday. */
class RateScheduleTest {
  private static final String WEEK = "Mon-Fri 08:00-18:00 100; Fri 22:00-06:00 7; Sat,Sun off; 500";

  @ParameterizedTest
  @CsvSource({
    "2026-11-02T08:00, 100",
    "2026-11-02T07:59, 500",
    "2026-11-06T17:59, 100",
    "2026-11-06T18:00, 500",
    "2026-11-06T23:00, 7",
    "2026-11-07T05:00, 7",
    "2026-11-07T06:00, 0",
    "2026-11-08T12:00, 0",
    "2026-11-06T05:00, 500"
  })
  void theFirstEntryThatHoldsCounts(LocalDateTime time, long expected) {
    assertThat(table(WEEK).at(time)).isEqualTo(expected);
  }

  @Test
  void daysMayGoOverTheWeeksEnd() {
    assertThat(table("Sat-Mon 5").at(LocalDateTime.parse("2026-11-02T12:00"))).isEqualTo(5);
    assertThat(table("Sat-Mon 5").at(LocalDateTime.parse("2026-11-03T12:00"))).isZero();
  }

  @ParameterizedTest
  @CsvSource({"2026-11-02T23:59, 5", "2026-11-02T00:00, 0", "2026-11-02T12:00, 5"})
  void aDayEndsAtMidnight(LocalDateTime time, long expected) {
    assertThat(table("12:00-24:00 5").at(time)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5;", "Mun 5", "Mon-Fri", "25:00-26:00 5", "08:00 5", "x"})
  void whatIsNoTimetableIsRefused(String text) {
    assertThatThrownBy(() -> table(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static RateSchedule table(String text) {
    return RateSchedule.parse(text, Long::parseLong);
  }
}
