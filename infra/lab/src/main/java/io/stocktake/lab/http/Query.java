package io.stocktake.lab.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The decoded parameters of a query string, in the order sent.
 *
 * @param parameters names and values; a name without {@code =} has the empty value
 */
public record Query(List<Parameter> parameters) {
  /** One decoded parameter. */
  public record Parameter(String name, String value) {}

  /** Copies the list. */
  public Query {
    parameters = List.copyOf(parameters);
  }

  /** Parses the part of a request target behind the question mark. */
  public static Query parse(String raw) {
    List<Parameter> found = new ArrayList<>();
    int start = 0;
    while (start < raw.length()) {
      int end = raw.indexOf('&', start) < 0 ? raw.length() : raw.indexOf('&', start);
      if (end > start) {
        found.add(parameter(raw.substring(start, end)));
      }
      start = end + 1;
    }
    return new Query(found);
  }

  private static Parameter parameter(String pair) {
    int equals = pair.indexOf('=');
    String name = equals < 0 ? pair : pair.substring(0, equals);
    String value = equals < 0 ? "" : pair.substring(equals + 1);
    return new Parameter(UriText.decode(name, true), UriText.decode(value, true));
  }

  /** Whether a parameter is there, with or without a value. */
  public boolean has(String name) {
    return get(name).isPresent();
  }

  /** The first value of a parameter. */
  public Optional<String> get(String name) {
    return parameters.stream().filter(p -> p.name().equals(name)).map(Parameter::value).findFirst();
  }

  /** The first value of a parameter, or the empty string. */
  public String text(String name) {
    return get(name).orElse("");
  }

  /**
   * The value of a parameter as a number.
   *
   * @throws S3Exception InvalidArgument if it is not a number from 0 to 2^31-1
   */
  public int number(String name, int absent) {
    Optional<String> text = get(name);
    if (text.isEmpty() || text.get().isEmpty()) {
      return absent;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw S3Exception.invalidArgument(name, text.get(), e);
    }
    throw S3Exception.invalidArgument(name, text.get());
  }
}
