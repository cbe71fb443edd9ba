package io.stocktake.cli;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.SystemWords;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where an option's value comes from when it is not among the arguments: the environment variable
 * {@code STOCKTAKE_OPTION_NAME}, then {@code option-name} in the file named with {@code --config}.
 */
final class Settings implements IDefaultValueProvider {
  private static final String CONFIG = "--config";

  private final Map<String, String> environment;
  private final Properties file;

  private Settings(Map<String, String> environment, Properties file) {
    this.environment = environment;
    this.file = file;
  }

  /**
   * The settings that these arguments and this environment name.
   *
   * @throws StocktakeException if the file cannot be read, or sets something that does not exist
   */
  static Settings load(CommandLine program, Map<String, String> environment, String... args)
      throws IOException {
    Properties file = new Properties();
    String name = environment.get(variable(CONFIG));
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith(CONFIG + "=")) {
        name = args[i].substring(CONFIG.length() + 1);
      } else if (args[i].equals(CONFIG) && i + 1 < args.length) {
        name = args[i + 1];
      }
    }
    if (name != null) {
      read(Path.of(name), file);
      refuseUnknown(program, Path.of(name), file);
    }
    return new Settings(environment, file);
  }

  /** Whether a file may be named, in which each command's settings may stand. */
  static boolean areOfAllCommands(Map<String, String> environment, String... args) {
    return environment.containsKey(variable(CONFIG))
        || Arrays.stream(args).anyMatch(argument -> argument.startsWith(CONFIG));
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    String variable = environment.get(variable(option.longestName()));
    String value = variable != null ? variable : file.getProperty(key(option.longestName()));
    // An empty value is how a script says that it has none.
    return value == null || value.isEmpty() ? null : value;
  }

  private static void read(Path path, Properties into) throws IOException {
    try (Reader reader = Files.newBufferedReader(path)) {
      into.load(reader);
    } catch (NoSuchFileException e) {
      throw StocktakeException.usage("the file " + path + " named with --config does not exist");
    } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
      throw StocktakeException.usage(path + " is not a properties file: " + e.getMessage());
    } catch (IOException e) {
      throw StocktakeException.usage("--config " + path + ": " + SystemWords.reason(e));
    }
  }

  private static void refuseUnknown(CommandLine program, Path path, Properties file)
      throws StocktakeException {
    Set<String> known = new TreeSet<>();
    collect(program.getCommandSpec(), known);
    for (String name : new TreeSet<>(file.stringPropertyNames())) {
      if (!known.contains(name)) {
        throw StocktakeException.usage(
            path + " sets '" + name + "', which is not an option of any command");
      }
    }
  }

  private static void collect(CommandSpec command, Set<String> into) {
    command.options().forEach(option -> into.add(key(option.longestName())));
    command.subcommands().values().forEach(child -> collect(child.getCommandSpec(), into));
  }

  private static String key(String option) {
    return option.replaceFirst("^-+", "");
  }

  private static String variable(String option) {
    return "STOCKTAKE_" + key(option).replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
