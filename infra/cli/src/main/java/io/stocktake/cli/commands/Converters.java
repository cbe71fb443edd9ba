package io.stocktake.cli.commands;

import io.stocktake.manifests.S3Location;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How arguments become values, with a sentence for those that cannot. */
public final class Converters {
  private static final Pattern SIZE =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(i?)b?", Pattern.CASE_INSENSITIVE);

  /** A number of bytes, written {@code 16Mi}, {@code 10M} or {@code 1.5Gi}. */
  public record ByteSize(long bytes) {}

  /** A part of a whole, 0 to 1, written {@code 5%}. */
  public record Share(double value) {}

  private Converters() {}

  /** Teaches the program these types. */
  public static void register(CommandLine program) {
    program.registerConverter(S3Location.class, checked(S3Location::parse));
    program.registerConverter(ByteSize.class, checked(Converters::bytes));
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

  private static Share share(String text) {
    String number = text.strip().endsWith("%") ? text.strip().replaceFirst("%$", "") : "";
    try {
      return new Share(Double.parseDouble(number) / 100);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a share such as 5%");
    }
  }

  private static <T> ITypeConverter<T> checked(ITypeConverter<T> converter) {
    return text -> {
      try {
        return converter.convert(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }
}
