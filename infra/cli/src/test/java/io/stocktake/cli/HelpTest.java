package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.cli.options.HelpSection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {
  /** What a screen shows of one section without becoming a wall. */
  private static final int MOST = 8;

  static Stream<CommandSpec> commands() {
    return AllCommands.specs();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionOfALongHelpStandsBelowOneHeading(CommandSpec command) {
    String help = command.commandLine().getUsageMessage();
    assertThat(help.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    Map<HelpSection, List<OptionSpec>> sections = HelpSection.of(command.options());
    List<OptionSpec> listed = sections.values().stream().flatMap(List::stream).toList();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(command.options());
    if (command.options().size() <= HelpSection.UNDIVIDED) {
      assertThat(help).doesNotContain(HelpSection.OUTPUT.title() + ":");
      return;
    }
    assertThat(sections.getOrDefault(HelpSection.MAIN, List.of())).hasSizeLessThanOrEqualTo(MOST);
    String[] parts =
        help.split(
            String.join(
                "|", sections.keySet().stream().map(s -> "\n" + s.title() + ":\n").toList()));
    assertThat(parts).hasSize(sections.size() + 1);
    int part = 0;
    for (List<OptionSpec> options : sections.values()) {
      String below = parts[++part];
      assertThat(options).allSatisfy(o -> assertThat(below).containsPattern(shown(o)));
    }
  }

  /** One that can be negated is shown as {@code --[no-]name}. */
  private static String shown(OptionSpec option) {
    return "(?m)^ .*--(\\[no-\\])?" + option.longestName().substring(2) + "\\b";
  }

  @Test
  void everyNameBelowAHeadingIsAnOptions() {
    List<String> known =
        commands()
            .flatMap(command -> command.options().stream())
            .map(OptionSpec::longestName)
            .distinct()
            .toList();
    List<String> named =
        Stream.of(HelpSection.values()).flatMap(s -> s.options().stream()).toList();
    assertThat(named).doesNotHaveDuplicates();
    assertThat(known).containsAll(named);
  }
}
