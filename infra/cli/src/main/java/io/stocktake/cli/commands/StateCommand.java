package io.stocktake.cli.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.cli.options.StateWalkOptions;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.checksums.FileChecksums;
import io.stocktake.planner.checksums.Md5Export;
import io.stocktake.planner.checksums.Md5Import;
import io.stocktake.planner.join.OffHeap;
import io.stocktake.planner.request.Resources;
import io.stocktake.planner.state.FingerprintCache;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stocktake state}. */
@Command(
    name = "state",
    mixinStandardHelpOptions = true,
    description = "Export and import the MD5s of plan --state, in the format of md5sum.")
public final class StateCommand implements Runnable {
  private static final int BUFFER = 64 * 1024;

  private final Screen screen;
  private @Spec CommandSpec spec;

  /** Commands that speak to this screen. */
  public StateCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: stocktake state export or import");
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = {
        "Print the remembered MD5s in md5sum's format, for files that did not change since.",
        "The files are walked, not read. To check them all: md5sum -c, in the source."
      })
  int export(
      @Parameters(paramLabel = "DIR", description = "The directory given as --state.") Path state,
      @Mixin StateWalkOptions walk)
      throws IOException, InterruptedException {
    Problems problems = new Problems();
    try (FingerprintCache memory = FingerprintCache.open(state)) {
      refuseMissing(memory.root());
      Writer out = new BufferedWriter(new OutputStreamWriter(screen.results(), UTF_8), BUFFER);
      Md5Export.Counts counts =
          Md5Export.write(memory, walk.links(), walk.threads(), out, problems::add);
      screen.note(
          NumberFormat.count(counts.written(), "MD5")
              + " written; "
              + NumberFormat.count(counts.unknown(), "file")
              + " not known or changed since"
              + some(counts.inParts(), " known only by an ETag in parts")
              + some(counts.suspect(), " corrupt, or changed without a new mtime"));
    }
    return problems.end();
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = {
        "Import MD5s from md5sum's output, so that plans need not read those files.",
        "The MD5s are trusted, not verified. A file that was changed, or whose attributes were,"
            + " later than a minute before the list was written is skipped; MD5s remembered"
            + " already stay."
      })
  int importList(
      @Parameters(paramLabel = "DIR", description = "The directory to be given as --state.")
          Path state,
      @Parameters(
              paramLabel = "FILE",
              description = "Output of md5sum, run in the source (also --tag, also gzipped).")
          Path list,
      @Option(
              names = "--source",
              paramLabel = "SOURCE",
              description = "The source, where DIR holds no state yet.")
          Path source,
      @Mixin StateWalkOptions walk)
      throws IOException, InterruptedException {
    Problems problems = new Problems();
    int threads = walk.threads();
    try (FingerprintCache memory = open(state, source);
        OffHeap room = room(state)) {
      refuseMissing(memory.root());
      FileChecksums md5s = FileChecksums.read(list, room);
      Md5Import.Counts counts =
          Md5Import.read(memory, md5s, Clock.systemUTC(), walk.links(), threads, problems::add);
      screen.note(
          NumberFormat.count(counts.taken(), "MD5")
              + " remembered"
              + some(counts.known(), " remembered already")
              + some(counts.newer(), " skipped: changed later than a minute before " + list)
              + some(counts.unlisted(), " not in " + list)
              + (counts.notFound() == 0
                  ? ""
                  : "; " + NumberFormat.count(counts.notFound(), "line") + " without a file"));
    }
    return problems.end();
  }

  private static OffHeap room(Path state) {
    return new OffHeap(
        state.resolve("listed-" + ProcessHandle.current().pid()), Resources.defaults().memory());
  }

  private static FingerprintCache open(Path state, Path source) throws IOException {
    if (source == null) {
      return FingerprintCache.open(state);
    }
    refuseMissing(source);
    Path root = source.toRealPath();
    Path kept = state.toAbsolutePath().normalize();
    if (kept.startsWith(root) || root.startsWith(kept)) {
      throw StocktakeException.usage(
          state + " is inside the source or around it; name a directory elsewhere");
    }
    return FingerprintCache.open(state, root.toString());
  }

  private static void refuseMissing(Path root) throws StocktakeException {
    if (!Files.isDirectory(root)) {
      throw StocktakeException.usage("the source " + root + " is not there, or no directory");
    }
  }

  private static String some(long files, String what) {
    return files == 0 ? "" : "; " + NumberFormat.count(files, "file") + what;
  }

  /** Tells what could not be seen; of what was left out on purpose, only that there was some. */
  private final class Problems {
    private long told;
    private long skipped;

    synchronized void add(Problem problem) {
      if (problem.kind().effect() == Problem.Effect.SHADOWS
          && problem.kind() != Problem.Kind.UNREADABLE_FILE) {
        skipped++;
        return;
      }
      told++;
      screen.error(
          problem.path()
              + ": "
              + problem.kind().sentence()
              + (problem.detail().isEmpty() ? "" : " (" + problem.detail() + ")"));
    }

    synchronized int end() {
      if (skipped > 0) {
        screen.note(NumberFormat.count(skipped, "symbolic link or special file") + " skipped");
      }
      return ExitCode.doneIf(told == 0).code();
    }
  }
}
