package io.stocktake.cli.parse;

import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.safety.DeleteLimits;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts arguments to values, with a sentence for invalid ones. */
public final class Converters {
  private static final Pattern SIZE =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(i?)b?", Pattern.CASE_INSENSITIVE);

  private static final Pattern AGE = Pattern.compile("(\\d+)([smhd])");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  /** A number of bytes, written {@code 16Mi}, {@code 10M} or {@code 1.5Gi}. */
  public record ByteSize(long bytes) {}

  /** Bytes a second, written {@code 200M} or {@code 200M/s}. */
  public record ByteRate(long bytes) {}

  /** A part of a whole, 0 to 1, written {@code 5%}. */
  public record Share(double value) {}

  /** A point in time, written as an age such as {@code 24h} or in RFC 3339. */
  public record Moment(Instant time) {}

  private Converters() {}

  /** Teaches the program these types. */
  public static void register(CommandLine program) {
    program.registerConverter(S3Location.class, checked(S3Location::parse));
    program.registerConverter(ByteSize.class, checked(Converters::bytes));
    program.registerConverter(ByteRate.class, checked(Converters::rate));
    program.registerConverter(Moment.class, checked(Converters::moment));
    program.registerConverter(DeleteLimits.class, checked(DeleteLimits::parse));
    program.registerConverter(Duration.class, checked(Converters::duration));
    program.registerConverter(Share.class, checked(Converters::share));
  }

  /** Reads a size: {@code K M G T} are powers of 1,000, with an {@code i} powers of 1,024. */
  static ByteSize bytes(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a size such as 16Mi, 10M or 512");
    }
    int power = "kmgt".indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1;
    int base = matcher.group(3).isEmpty() ? 1000 : 1024;
    double factor = matcher.group(2).isEmpty() ? 1 : Math.pow(base, power);
    return new ByteSize(Math.round(Double.parseDouble(matcher.group(1)) * factor));
  }

  private static ByteRate rate(String text) {
    return new ByteRate(bytes(text.strip().replaceFirst("/s$", "")).bytes());
  }

  /** Reads bytes a second for a connection: {@code 50M} or {@code 50M/s}. */
  public static long bandwidth(String text) {
    long rate = rate(text).bytes();
    if (rate < RequestThrottle.LEAST_BYTES_PER_SECOND) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is less than 64Ki a second, at which a slow connection could not be told from a"
              + " dead one");
    }
    return rate;
  }

  /** Reads a number of times a second, at least once. */
  public static long perSecond(String text) {
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new IllegalArgumentException("'" + text + "' is not a number of requests a second");
    }
    return Long.parseLong(text);
  }

  private static Moment moment(String text) {
    Matcher age = AGE.matcher(text.strip());
    try {
      return new Moment(
          age.matches()
              ? Instant.now().minus(Long.parseLong(age.group(1)), UNITS.get(age.group(2)))
              : OffsetDateTime.parse(text.strip()).toInstant());
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is neither an age such as 24h or 7d, nor a time such as"
              + " 2026-11-02T00:00:00Z");
    }
  }

  private static Duration duration(String text) {
    Matcher age = AGE.matcher(text.strip());
    try {
      if (age.matches()) {
        return Duration.of(Long.parseLong(age.group(1)), UNITS.get(age.group(2)));
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // too long to be one
    }
    throw new IllegalArgumentException("'" + text + "' is not a time such as 5m, 48h or 7d");
  }

  private static Share share(String text) {
    String number = text.strip().endsWith("%") ? text.strip().replaceFirst("%$", "") : "";
    try {
      return new Share(Double.parseDouble(number) / 100);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a share such as 5%");
    }
  }

  /** A converter whose failures the user is shown. */
  public static <T> ITypeConverter<T> checked(ITypeConverter<T> converter) {
    return text -> Checked.made(() -> converter.convert(text), TypeConversionException::new);
  }
}
