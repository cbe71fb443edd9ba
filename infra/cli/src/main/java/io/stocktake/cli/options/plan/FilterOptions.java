package io.stocktake.cli.options.plan;

import io.stocktake.cli.parse.Converters.ByteSize;
import io.stocktake.cli.parse.Converters.Moment;
import io.stocktake.planner.source.filter.FileFilter;
import io.stocktake.planner.source.filter.FilterBuilder;
import io.stocktake.planner.source.filter.FilterRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Stack;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Filter options; rules count in the order they are given. */
final class FilterOptions {
  private static final AtomicLong ORDER = new AtomicLong();

  /** A rule, the option that gave it, and its place among all rules; those of settings go first. */
  private record Given(long order, String option, String value) {}

  /** Keeps the order across options. */
  static final class InOrder implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> arguments, ArgSpec argument, CommandSpec command) {
      String option = ((OptionSpec) argument).longestName();
      if (arguments.isEmpty()) {
        throw new ParameterException(command.commandLine(), "Missing value for option " + option);
      }
      List<Given> given = new ArrayList<>(argument.<List<Given>>getValue());
      given.add(new Given(ORDER.getAndIncrement(), option, arguments.pop()));
      argument.setValue(given);
    }
  }

  @Option(
      names = "--include",
      parameterConsumer = InOrder.class,
      paramLabel = "PATTERN",
      description = {
        "Take what matches, as rsync does: of all filters the first match counts. *, **, ? and [...]"
            + " are wildcards. A pattern that begins with / is anchored at SOURCE, any other matches"
            + " at every depth. One that ends with / matches directories only."
      })
  private List<Given> include = List.of();

  @Option(
      names = "--exclude",
      parameterConsumer = InOrder.class,
      paramLabel = "PATTERN",
      description = {
        "Leave out what matches, on both sides: such files are not walked, and such objects never"
            + " deleted. A directory is left out with all below it."
      })
  private List<Given> exclude = List.of();

  @Option(
      names = "--filter",
      parameterConsumer = InOrder.class,
      paramLabel = "RULE",
      description = "An rsync filter rule: '- *.tmp', '+ /photos/***', 'merge FILE' or '!'.")
  private List<Given> filter = List.of();

  @Option(
      names = "--include-from",
      parameterConsumer = InOrder.class,
      paramLabel = "FILE",
      description = "Patterns to include, one a line; # or ; begins a comment.")
  private List<Given> includeFrom = List.of();

  @Option(
      names = "--exclude-from",
      parameterConsumer = InOrder.class,
      paramLabel = "FILE",
      description = "Patterns to exclude, one a line; # or ; begins a comment.")
  private List<Given> excludeFrom = List.of();

  @Option(
      names = "--filter-from",
      parameterConsumer = InOrder.class,
      paramLabel = "FILE",
      description = "Filter rules, one a line; # or ; begins a comment.")
  private List<Given> filterFrom = List.of();

  @Option(
      names = "--min-size",
      paramLabel = "SIZE",
      description = {
        "Leave out smaller files (10M, 64Ki). Nothing is done to the objects of files that are left"
            + " out for size or age."
      })
  private ByteSize minSize;

  @Option(names = "--max-size", paramLabel = "SIZE", description = "Leave out larger files.")
  private ByteSize maxSize;

  @Option(
      names = "--newer-than",
      paramLabel = "AGE",
      description = {
        "Leave out files modified earlier than this long ago (24h, 7d) or than this time"
            + " (2026-11-02T00:00:00Z)."
      })
  private Moment newerThan;

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      description = "Leave out files modified later than that.")
  private Moment olderThan;

  @Option(
      names = "--one-file-system",
      description = {
        "Do not walk directories that are other file systems; they are listed, and no object below"
            + " them counts as without a file."
      })
  private boolean oneFileSystem;

  /**
   * The rules for names.
   *
   * @throws IllegalArgumentException if one is not understood
   */
  FilterRules names() throws IOException {
    FilterBuilder builder = new FilterBuilder();
    List<Given> given =
        Stream.of(include, exclude, filter, includeFrom, excludeFrom, filterFrom)
            .flatMap(List::stream)
            .sorted(Comparator.comparingLong(Given::order))
            .toList();
    for (Given one : given) {
      switch (one.option()) {
        case "--include" -> builder.pattern(true, one.value());
        case "--exclude" -> builder.pattern(false, one.value());
        case "--filter" -> builder.rule(one.value());
        case "--include-from" -> builder.patternsFrom(true, Path.of(one.value()));
        case "--exclude-from" -> builder.patternsFrom(false, Path.of(one.value()));
        default -> builder.rulesFrom(Path.of(one.value()));
      }
    }
    return builder.rules();
  }

  FileFilter files() {
    return new FileFilter(
        bytes(minSize),
        bytes(maxSize),
        Optional.ofNullable(newerThan).map(Moment::time),
        Optional.ofNullable(olderThan).map(Moment::time));
  }

  boolean oneFileSystem() {
    return oneFileSystem;
  }

  private static OptionalLong bytes(ByteSize size) {
    return size == null ? OptionalLong.empty() : OptionalLong.of(size.bytes());
  }
}
