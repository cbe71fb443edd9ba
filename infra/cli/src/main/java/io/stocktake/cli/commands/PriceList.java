package io.stocktake.cli.commands;

import io.stocktake.executor.routes.Prices;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Properties;

/** Reads prices from a properties file: the user's, or the dated one that comes along. */
final class PriceList {
  private static final String OURS = "/prices.properties";

  private PriceList() {}

  /**
   * The prices of a file.
   *
   * @param file the user's; null for ours
   */
  static Prices load(Path file) throws IOException {
    Properties properties = new Properties();
    if (file == null) {
      try (InputStream in = PriceList.class.getResourceAsStream(OURS)) {
        properties.load(in);
      }
    } else {
      try (Reader in = Files.newBufferedReader(file)) {
        properties.load(in);
      }
    }
    try {
      return new Prices(
          LocalDate.parse(text(properties, "as-of")),
          number(properties, "writes-per-thousand"),
          number(properties, "reads-per-thousand"),
          number(properties, "per-job"),
          number(properties, "per-million-objects"));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw StocktakeException.usage(
          "the prices in " + file + " cannot be read: " + e.getMessage());
    }
  }

  private static double number(Properties properties, String name) {
    return Double.parseDouble(text(properties, name));
  }

  private static String text(Properties properties, String name) {
    String value = properties.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value.strip();
  }
}
