package io.stocktake.cli.parse;

import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Default values of options that are not among the arguments: the environment variable {@code
 * STOCKTAKE_OPTION_NAME}, then {@code option-name} in the file named with {@code --config}. Each
 * holds one value; a name that is no option's is refused.
 */
public final class Settings implements IDefaultValueProvider {
  private static final String CONFIG = "--config";
  private static final String PREFIX = "STOCKTAKE_";

  /** Variables that are no options: of this program and of its launcher. */
  private static final Set<String> OWN = Set.of("STOCKTAKE_DEBUG", "STOCKTAKE_ARCHIVE");

  /** Options whose value is a pattern, so that several in one value go unnoticed. */
  private static final Set<String> PATTERNS = Set.of("--include", "--exclude");

  private final Map<String, String> environment;
  private final PropertiesFile file;

  private Settings(Map<String, String> environment, PropertiesFile file) {
    this.environment = environment;
    this.file = file;
  }

  /**
   * The settings that these arguments and this environment name.
   *
   * @param program with the commands that these arguments may call
   * @param all keys of the options of all commands; asked for only if {@code program} lacks one
   * @throws StocktakeException if the file cannot be read, or sets something that does not exist
   */
  public static Settings load(
      CommandLine program,
      Supplier<Set<String>> all,
      Map<String, String> environment,
      String... args)
      throws IOException {
    Set<String> own = keys(program);
    refuseUnknown(own, all, environment);
    String name = environment.get(variable(CONFIG));
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith(CONFIG + "=")) {
        name = args[i].substring(CONFIG.length() + 1);
      } else if (args[i].equals(CONFIG) && i + 1 < args.length) {
        name = args[i + 1];
      }
    }
    PropertiesFile file = PropertiesFile.none();
    if (name != null) {
      file = PropertiesFile.read(Path.of(name));
      refuseUnknown(own, all, file);
    }
    for (String option : PATTERNS) {
      refuseSeveral(option, environment.get(variable(option)), variable(option));
      if (file.get(key(option)).isPresent()) {
        refuseSeveral(option, file.get(key(option)).get(), file.place(key(option)));
      }
    }
    return new Settings(environment, file);
  }

  /** What settings of the program's options are called in a file. */
  public static Set<String> keys(CommandLine program) {
    Set<String> keys = new TreeSet<>();
    collect(program.getCommandSpec(), keys);
    return keys;
  }

  private static boolean isSetting(String variable) {
    return variable.startsWith(PREFIX) && !OWN.contains(variable);
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    String name = option.longestName();
    String variable = environment.get(variable(name));
    String value = variable != null ? variable : file.get(key(name)).orElse(null);
    // An empty value is how a script says that it has none.
    if (value == null || value.isEmpty()) {
      return null;
    }
    return value;
  }

  /** Two patterns in one value would be one pattern, which matches nothing. */
  private static void refuseSeveral(String option, String value, String place)
      throws StocktakeException {
    if (value != null && value.chars().anyMatch(Character::isWhitespace)) {
      throw StocktakeException.usage(
          place
              + " holds '"
              + value
              + "', which has white space in it. Here "
              + option
              + " holds one pattern. Give several on the command line, once for each, or in a file"
              + " with "
              + option
              + "-from");
    }
  }

  private static void refuseUnknown(Set<String> own, Supplier<Set<String>> all, PropertiesFile file)
      throws StocktakeException {
    for (String name : file.settings().keySet()) {
      if (!own.contains(name) && !all.get().contains(name)) {
        throw StocktakeException.usage(
            file.place(name) + " sets '" + name + "', which is not an option of any command");
      }
    }
  }

  private static void refuseUnknown(
      Set<String> own, Supplier<Set<String>> all, Map<String, String> environment)
      throws StocktakeException {
    for (String name : new TreeSet<>(environment.keySet())) {
      if (isSetting(name) && !hasVariable(own, name) && !hasVariable(all.get(), name)) {
        throw StocktakeException.usage(
            "the environment sets "
                + name
                + ", which is not an option of any command; correct its name or unset it");
      }
    }
  }

  private static boolean hasVariable(Set<String> options, String name) {
    return options.stream().anyMatch(option -> variable(option).equals(name));
  }

  private static void collect(CommandSpec command, Set<String> into) {
    command.options().forEach(option -> into.add(key(option.longestName())));
    command.subcommands().values().forEach(child -> collect(child.getCommandSpec(), into));
  }

  private static String key(String option) {
    return option.replaceFirst("^-+", "");
  }

  private static String variable(String option) {
    return PREFIX + key(option).replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
