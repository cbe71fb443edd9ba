package io.stocktake.cli.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The program's name and version. */
public final class Version implements IVersionProvider {
  /** Name and version, {@code stocktake 1.2.3}. */
  public static String text() {
    try (InputStream in = Version.class.getResourceAsStream("/stocktake.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return "stocktake " + properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      text(), "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name")
    };
  }
}
