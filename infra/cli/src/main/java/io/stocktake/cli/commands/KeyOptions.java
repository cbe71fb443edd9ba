package io.stocktake.cli.commands;

import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.cli.screen.Screen;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.rules.PropertyRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** Where the keys are that objects are encrypted with and S3 does not keep (SSE-C). */
final class KeyOptions {
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  @Option(
      names = "--sse-c-key",
      paramLabel = "NAME=FILE",
      description = {
        "The key that rules call NAME ('--property sse-c=NAME'): FILE holds its 32 bytes, or 44"
            + " characters of base64. It is sent to S3 with each request that needs it, over HTTPS,"
            + " and kept nowhere. Repeatable."
      })
  private List<String> files = List.of();

  /**
   * The keys, each of a name of its own.
   *
   * @throws StocktakeException of kind USAGE if one cannot be read
   */
  List<CustomerKey> keys(Screen screen) throws StocktakeException {
    Map<String, CustomerKey> keys = new LinkedHashMap<>();
    for (String text : files) {
      int equals = text.indexOf('=');
      String name = text.substring(0, Math.max(0, equals));
      if (!PropertyRule.isKeyName(name)) {
        // What is no name may be the key itself, so it is not repeated.
        throw StocktakeException.usage(
            "--sse-c-key takes NAME=FILE: the name that rules have for a key, and the file that"
                + " holds it");
      }
      Path file = path(name, text.substring(equals + 1));
      if (keys.put(name, CustomerKey.read(name, file)) != null) {
        throw StocktakeException.usage("--sse-c-key names the key " + name + " twice");
      }
      warnIfOpen(file, screen);
    }
    return List.copyOf(keys.values());
  }

  private static Path path(String name, String text) throws StocktakeException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw StocktakeException.usage(
          "--sse-c-key " + name + ": this system cannot spell the file's name: " + e.getReason());
    }
  }

  private static void warnIfOpen(Path file, Screen screen) {
    try {
      Set<PosixFilePermission> found = EnumSet.copyOf(OF_OTHERS);
      found.retainAll(Files.getPosixFilePermissions(file));
      if (!found.isEmpty()) {
        screen.note("Others than its owner may read or write the key in " + file);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // a file system that does not tell
    }
  }
}
