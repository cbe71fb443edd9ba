package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.cli.terminal.Hints;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.InvalidSettingException;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Reason;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HintsTest {
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z0-9-]*");

  /** Of the AWS CLI, whose output may be an inventory. */
  private static final Set<String> OF_OTHERS =
      Set.of("--max-items", "--no-paginate", "--delimiter");

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void everyHintNamesOptionsThatThereAre(FailureCode code) {
    Set<String> named =
        OPTION
            .matcher(Hints.of(code))
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    assertThat(named).isNotEmpty();
    Set<String> known = new HashSet<>(OF_OTHERS);
    AllCommands.specs().forEach(command -> known.addAll(command.optionsMap().keySet()));
    assertThat(known).containsAll(named);
  }

  @Test
  void hintsOfAllCausesStandBehindTheMessageThoseOfTheFirstCauseFirst() {
    StocktakeException lease =
        StocktakeException.environment(
            FailureCode.LEASE_UNAVAILABLE,
            "no lease; nothing was done",
            new RuntimeException(
                StocktakeException.refused(FailureCode.REGION_WRONG, "bucket b is in eu-west-1")));
    assertThat(Hints.sentence(lease))
        .isEqualTo(
            "no lease; nothing was done; give that Region by --region; if nothing else writes"
                + " there, use --no-lease");
  }

  @Test
  void aHintAfterAQuestionIsASentence() {
    InvalidSettingException failure =
        new InvalidSettingException(FailureCode.TWO_FILE_LISTS, "Two lists?");
    assertThat(Hints.sentence(failure))
        .isEqualTo("Two lists? Give --files-from or --listing, not both");
  }

  @Test
  void whatHasNoCodeStaysAsItIs() {
    assertThat(Hints.sentence(StocktakeException.usage("no"))).isEqualTo("no");
    assertThat(Hints.sentence(Reason.ENCRYPTED)).isEqualTo(Reason.ENCRYPTED.sentence());
    assertThat(Hints.sentence(Reason.PART_SIZE_UNKNOWN)).endsWith("; name it by --known-part-size");
  }
}
