package io.stocktake.lab.lock;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.model.ObjectLock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The retention that a bucket gives to each version written without one of its own.
 *
 * @param unit {@code Days} or {@code Years}, as the document has it
 * @param period how many; a year counts 365 days
 */
record DefaultRetention(String mode, String unit, int period) {
  private static final String DAYS = "Days";
  private static final String YEARS = "Years";
  private static final int DAYS_OF_YEAR = 365;
  private static final int MOST_YEARS = 100;

  /**
   * Reads a {@code DefaultRetention} element.
   *
   * @throws S3Exception MalformedXML; InvalidArgument for a period that is not allowed
   */
  static DefaultRetention of(XmlNode element) {
    if (element.find("DefaultEventHold").isPresent()) {
      throw S3Exception.notImplemented("DefaultEventHold");
    }
    String mode = element.value("Mode").orElse("");
    Optional<String> days = element.value(DAYS);
    Optional<String> years = element.value(YEARS);
    if (!ObjectLock.MODES.contains(mode) || days.isPresent() == years.isPresent()) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    return days.isPresent()
        ? new DefaultRetention(mode, DAYS, period(DAYS, days.get(), DAYS_OF_YEAR * MOST_YEARS))
        : new DefaultRetention(mode, YEARS, period(YEARS, years.get(), MOST_YEARS));
  }

  private static int period(String unit, String text, int most) {
    if (!text.matches("-?\\d{1,9}")) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    int period = Integer.parseInt(text);
    if (period < 1) {
      throw refusal(unit, "Default retention period must be a positive integer value.");
    }
    if (period > most) {
      throw refusal(unit, "Default retention period is too large.");
    }
    return period;
  }

  private static S3Exception refusal(String unit, String message) {
    return new S3Exception(S3Error.INVALID_ARGUMENT, message).with("ArgumentName", unit);
  }

  /** When the retention of a version ends that is written now. */
  Instant until(Instant now) {
    long days = unit.equals(DAYS) ? period : (long) period * DAYS_OF_YEAR;
    return now.truncatedTo(ChronoUnit.MILLIS).plus(Duration.ofDays(days));
  }

  void show(XmlText xml) {
    xml.open("Rule")
        .open("DefaultRetention")
        .element("Mode", mode)
        .element(unit, period)
        .close("DefaultRetention")
        .close("Rule");
  }
}
