package io.stocktake.cli.inputs;

import io.stocktake.cli.parse.Checked;
import io.stocktake.cli.parse.PropertiesFile;
import io.stocktake.executor.batch.routing.Prices;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Reads prices from a properties file: the user's, or the dated one that comes along. */
public final class PriceList {
  private static final String OURS = "/prices.properties";

  private PriceList() {}

  /**
   * The prices of a file.
   *
   * @param file the user's; null for ours
   */
  public static Prices load(Path file) throws IOException {
    Map<String, String> properties = new HashMap<>();
    if (file == null) {
      Properties ours = new Properties();
      try (InputStream in = PriceList.class.getResourceAsStream(OURS)) {
        ours.load(in);
      }
      ours.stringPropertyNames().forEach(name -> properties.put(name, ours.getProperty(name)));
    } else {
      PropertiesFile.read(file).settings().forEach((n, s) -> properties.put(n, s.value()));
    }
    return Checked.value(
        sentence -> "the prices in " + file + " cannot be read: " + sentence,
        () ->
            new Prices(
                date(properties, "as-of"),
                number(properties, "writes-per-thousand"),
                number(properties, "reads-per-thousand"),
                number(properties, "per-job"),
                number(properties, "per-million-objects")));
  }

  private static LocalDate date(Map<String, String> properties, String name) {
    try {
      return LocalDate.parse(text(properties, name));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static double number(Map<String, String> properties, String name) {
    return Double.parseDouble(text(properties, name));
  }

  private static String text(Map<String, String> properties, String name) {
    String value = properties.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value.strip();
  }
}
