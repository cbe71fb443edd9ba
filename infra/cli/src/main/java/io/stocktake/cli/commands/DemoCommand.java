package io.stocktake.cli.commands;

import io.stocktake.cli.demo.CommandRunner;
import io.stocktake.cli.demo.Demo;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.Screen;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stocktake demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Do the whole job against an S3 on localhost, printing each command as it runs:",
      "fill a bucket, change things, plan, show, apply, and prove that nothing is left to do."
    })
public final class DemoCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description =
          "A directory of yours to use instead of generated images; it is only read, and the"
              + " bucket is changed instead.")
  private Path directory;

  @Option(
      names = "--keep",
      paramLabel = "WORK",
      description = "Keep images, plans and the lab's data in this new directory.")
  private Path keep;

  private final Screen screen;
  private final CommandRunner runner;

  /** A command that speaks to this screen and runs others in this shell. */
  public DemoCommand(Screen screen, CommandRunner runner) {
    this.screen = screen;
    this.runner = runner;
  }

  @Override
  public Integer call() throws IOException {
    Demo.run(screen, runner, Optional.ofNullable(directory), Optional.ofNullable(keep));
    return ExitCode.DONE.code();
  }
}
