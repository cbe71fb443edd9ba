package io.stocktake.cli;

import io.stocktake.cli.terminal.Screen;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** All commands of the program, and those below them. */
final class AllCommands {
  private AllCommands() {}

  static Stream<CommandSpec> specs() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return below(Stocktake.whole(new Screen(nowhere, nowhere, false)));
  }

  private static Stream<CommandSpec> below(CommandLine command) {
    return Stream.concat(
        Stream.of(command.getCommandSpec()),
        command.getSubcommands().values().stream().distinct().flatMap(AllCommands::below));
  }
}
