package io.stocktake.cli.options;

import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.rules.PropertyRule;
import io.stocktake.manifests.rules.PropertyRules;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Option --sse-c-key: the files of customer keys (SSE-C). */
public final class KeyOptions {
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private static final String KEY = "--sse-c-key";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = KEY,
      paramLabel = "NAME=FILE",
      description = {
        "The customer key NAME of a rule ('--property sse-c=NAME'). FILE holds its 32 bytes, or 44"
            + " characters of base64. It is sent to S3 over HTTPS with each request that needs it,"
            + " and stored nowhere. A restore tries each on the objects that do not open without."
            + " Repeatable."
      })
  private List<String> files = List.of();

  /**
   * The keys that rules name. One that was typed is meant for this plan, while the environment may
   * hold those of many.
   *
   * @param prefix stands before the names that rules are for
   * @throws StocktakeException of kind USAGE if one is missing, or typed and of no use
   */
  public CustomerKeys of(PropertyRules rules, String prefix, Screen screen)
      throws StocktakeException {
    List<CustomerKey> given = keys(screen);
    CustomerKeys keys = CustomerKeys.of(given, rules, prefix);
    for (CustomerKey key : given) {
      if (!rules.customerKeys().contains(key.name()) && isTyped()) {
        throw StocktakeException.usage(
            "no rule of the plan names the customer key "
                + key.name()
                + ", so nothing would be encrypted with it: make the plan with --property '..."
                + " sse-c="
                + key.name()
                + "', or leave the option out");
      }
    }
    return keys;
  }

  private boolean isTyped() {
    return command.commandLine().getParseResult().hasMatchedOption(KEY);
  }

  /**
   * The keys, each of a name of its own.
   *
   * @throws StocktakeException of kind USAGE if one cannot be read
   */
  public List<CustomerKey> keys(Screen screen) throws StocktakeException {
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
        screen.note("Users other than its owner may read or write the key in " + file);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // a file system that does not tell
    }
  }
}
