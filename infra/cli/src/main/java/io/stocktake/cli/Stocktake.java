package io.stocktake.cli;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.commands.ApplyCommand;
import io.stocktake.cli.commands.DemoCommand;
import io.stocktake.cli.commands.InventoryCommand;
import io.stocktake.cli.commands.JobsCommand;
import io.stocktake.cli.commands.LabCommand;
import io.stocktake.cli.commands.PlanCommand;
import io.stocktake.cli.commands.ProbeCommand;
import io.stocktake.cli.commands.ReportCommand;
import io.stocktake.cli.commands.RestoreCommand;
import io.stocktake.cli.commands.RestorePlanCommand;
import io.stocktake.cli.commands.RestoreVerifyCommand;
import io.stocktake.cli.commands.ShowCommand;
import io.stocktake.cli.commands.SnapshotsCommand;
import io.stocktake.cli.commands.StateCommand;
import io.stocktake.cli.commands.StatusCommand;
import io.stocktake.cli.commands.SyncCommand;
import io.stocktake.cli.commands.UploadsCommand;
import io.stocktake.cli.commands.VerifyCommand;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.HelpSection;
import io.stocktake.cli.parse.Converters;
import io.stocktake.cli.parse.Settings;
import io.stocktake.cli.parse.Version;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.Screen;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code stocktake}. */
@Command(
    name = "stocktake",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Bring a huge file store into Amazon S3, and keep both in sync: plan, review, apply.",
    footer =
        "Every option can also be set as STOCKTAKE_OPTION_NAME or in a file given with --config.")
public final class Stocktake implements Runnable {
  private static final List<Class<?>> COMMANDS =
      List.of(
          PlanCommand.class,
          ShowCommand.class,
          ApplyCommand.class,
          SyncCommand.class,
          StatusCommand.class,
          ReportCommand.class,
          VerifyCommand.class,
          RestorePlanCommand.class,
          RestoreCommand.class,
          RestoreVerifyCommand.class,
          SnapshotsCommand.class,
          ProbeCommand.class,
          JobsCommand.class,
          UploadsCommand.class,
          InventoryCommand.class,
          StateCommand.class,
          LabCommand.class,
          DemoCommand.class,
          HelpCommand.class);

  private @Spec CommandSpec spec;

  /** Starts the program and ends the JVM with its exit code. */
  public static void main(String[] args) {
    Screen screen =
        new Screen(
            utf8(FileDescriptor.out),
            utf8(FileDescriptor.err),
            Boolean.getBoolean("stocktake.terminal"));
    Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    if (!names.equals(StandardCharsets.UTF_8)) {
      screen.error(
          "file names are read as " + names + " here, but keys are UTF-8; set LC_ALL=C.UTF-8");
      System.exit(ExitCode.ENVIRONMENT.code());
    }
    int code = run(screen, System.getenv(), args);
    AwsSession.endAll();
    System.exit(code);
  }

  private static PrintStream utf8(FileDescriptor stream) {
    return new PrintStream(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
  }

  /**
   * Runs one command.
   *
   * @param screen where it speaks
   * @param environment the environment variables it sees
   * @param args its arguments
   * @return the exit code
   */
  public static int run(Screen screen, Map<String, String> environment, String... args) {
    try {
      CommandLine program = program(screen, environment, commands(args));
      program.setDefaultValueProvider(
          Settings.load(program, () -> Settable.KEYS, environment, args));
      program.setParameterExceptionHandler((e, given) -> Failures.usage(screen, e).code());
      program.setExecutionExceptionHandler(
          (e, command, parsed) -> Failures.report(screen, command, e).code());
      program.setCaseInsensitiveEnumValuesAllowed(true);
      return program.execute(args);
    } catch (ParameterException e) {
      return Failures.usage(screen, e).code();
    } catch (Exception | OutOfMemoryError e) {
      return Failures.report(screen, e).code();
    }
  }

  private static CommandLine program(
      Screen screen, Map<String, String> environment, List<Class<?>> commands) {
    CommandLine program = new CommandLine(new Stocktake(), new Factory(screen, environment));
    commands.forEach(program::addSubcommand);
    addExitCodes(program.getCommandSpec().usageMessage());
    Converters.register(program);
    HelpSection.divide(program);
    return program;
  }

  /** They stand above what else the help ends with. */
  private static void addExitCodes(UsageMessageSpec help) {
    help.footer(
        Stream.concat(Stream.of("", ExitCode.table()), Stream.of(help.footer()))
            .toArray(String[]::new));
  }

  /** The program with all of its commands. */
  static CommandLine whole(Screen screen) {
    return program(screen, Map.of(), COMMANDS);
  }

  /** Only the command that is called: building all of them would take longer than most runs. */
  private static List<Class<?>> commands(String... args) {
    List<Class<?>> called =
        COMMANDS.stream()
            .filter(c -> args.length > 0 && name(c).equals(args[0]) && c != HelpCommand.class)
            .toList();
    return called.isEmpty() ? COMMANDS : called;
  }

  /** The options of all commands, found once, and only where a setting is of another command. */
  private static final class Settable {
    static final Set<String> KEYS;

    static {
      PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
      KEYS = Settings.keys(whole(new Screen(nowhere, nowhere, false)));
    }
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: stocktake COMMAND");
  }

  /** Gives each command its screen and environment. */
  private record Factory(Screen screen, Map<String, String> environment) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == DemoCommand.class) {
        return type.cast(new DemoCommand(screen, this::shell));
      }
      if (type == ConnectionOptions.class) {
        return type.cast(new ConnectionOptions(environment));
      }
      try {
        return type.getConstructor(Screen.class).newInstance(screen);
      } catch (NoSuchMethodException e) {
        return CommandLine.defaultFactory().create(type);
      }
    }

    /** The demo has an S3 of its own, which neither a profile nor a proxy leads to. */
    private int shell(Map<String, String> more, String... arguments) {
      Map<String, String> seen = new HashMap<>(environment);
      seen.keySet().removeIf(name -> name.matches("AWS_.*|(?i).*_proxy"));
      seen.putAll(more);
      return Stocktake.run(screen, seen, arguments);
    }
  }
}
