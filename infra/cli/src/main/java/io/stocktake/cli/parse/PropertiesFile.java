package io.stocktake.cli.parse;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.SystemErrors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A properties file in UTF-8 without duplicates: a name that is set twice is refused, where {@link
 * Properties} would keep only the last value.
 */
public final class PropertiesFile {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Path path;
  private final Map<String, Setting> settings = new LinkedHashMap<>();

  /**
   * A value.
   *
   * @param line where it stands in the file, from 1
   */
  public record Setting(String value, int line) {}

  private PropertiesFile(Path path) {
    this.path = path;
  }

  /** A file that sets nothing. */
  public static PropertiesFile none() {
    return new PropertiesFile(Path.of(""));
  }

  /**
   * Reads a file.
   *
   * @throws StocktakeException if it cannot be read, is no properties file, or sets a name twice
   */
  public static PropertiesFile read(Path path) throws IOException {
    PropertiesFile file = new PropertiesFile(path);
    try (BufferedReader reader = Files.newBufferedReader(path)) {
      file.read(reader);
    } catch (NoSuchFileException e) {
      throw StocktakeException.usage("the file " + path + " does not exist");
    } catch (CharacterCodingException e) {
      throw StocktakeException.usage(path + " is not a properties file: " + e.getMessage());
    } catch (StocktakeException e) {
      throw e;
    } catch (IOException e) {
      throw StocktakeException.usage(path + " cannot be read: " + SystemErrors.reason(e));
    }
    return file;
  }

  /** The values, by name, in the order of the file. */
  public Map<String, Setting> settings() {
    return settings;
  }

  /** The value of a name, if the file sets it. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(settings.get(name)).map(Setting::value);
  }

  /** Where a setting stands, for a sentence: the file and the line. */
  public String place(String name) {
    return path + ", line " + settings.get(name).line();
  }

  private void read(BufferedReader reader) throws IOException {
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      int first = ++number;
      String logical = first == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
      while (continues(logical)) {
        String next = reader.readLine();
        number++;
        logical =
            logical.substring(0, logical.length() - 1) + (next == null ? "" : next.stripLeading());
      }
      add(logical, first);
    }
  }

  /** Whether the next line belongs to this one, which comments never are continued on. */
  private static boolean continues(String line) {
    String text = line.stripLeading();
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == '\\') {
      end--;
    }
    return !text.startsWith("#") && !text.startsWith("!") && (line.length() - end) % 2 == 1;
  }

  private static Properties parsed(String logical) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(logical));
    return properties;
  }

  private void add(String logical, int line) throws IOException {
    Properties one =
        Checked.value(
            sentence -> path + " is not a properties file: " + sentence, () -> parsed(logical));
    for (String name : one.stringPropertyNames()) {
      Setting earlier = settings.putIfAbsent(name, new Setting(one.getProperty(name), line));
      if (earlier != null) {
        throw StocktakeException.usage(
            path
                + ", line "
                + line
                + ": '"
                + name
                + "' is set already in line "
                + earlier.line()
                + ", and a name holds one value; give several values on the command line, once for"
                + " each");
      }
    }
  }
}
