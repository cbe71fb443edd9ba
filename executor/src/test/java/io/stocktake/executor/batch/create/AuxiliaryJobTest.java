package io.stocktake.executor.batch.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.jobs.RestoreTerms;
import io.stocktake.executor.batch.jobs.RestoreTerms.Tier;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and terms of side jobs; what becomes of them is ResolveTest's. */
class AuxiliaryJobTest {
  /** Tokens of plans that were made by earlier versions: these names are part of them. */
  @Test
  void theDefaultsKeepTheirNames() {
    assertThat(AuxiliaryJob.name(JobOperation.checksum("b"))).isEqualTo("checksum");
    assertThat(AuxiliaryJob.name(JobOperation.restore("b", RestoreTerms.DEFAULT)))
        .isEqualTo("restore");
    assertThat(RestoreTerms.DEFAULT).isEqualTo(new RestoreTerms(Optional.of(14), Tier.BULK));
  }

  @Test
  void otherTermsAreOtherNamesThatFitATokenAndAreReadAgain() {
    Set<String> names = new HashSet<>();
    int made = 0;
    for (Tier tier : Tier.values()) {
      for (Integer days : new Integer[] {null, 1, 13, 14, 15, RestoreTerms.MAX_DAYS}) {
        RestoreTerms terms = new RestoreTerms(Optional.ofNullable(days), tier);
        assertThat(RestoreTerms.parse(terms.code())).isEqualTo(terms);
        names.add(AuxiliaryJob.name(JobOperation.restore("b", terms)));
        made++;
      }
    }
    assertThat(names).hasSize(made).allMatch(name -> name.length() + 41 <= 64);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, RestoreTerms.MAX_DAYS + 1})
  void daysOutOfRangeAreRefused(int days) {
    assertThatThrownBy(() -> new RestoreTerms(Optional.of(days), Tier.BULK))
        .hasMessageContaining("1 to 36500 days, not " + days);
  }

  @Test
  void onlyRestoresHaveTermsOfOne() {
    assertThatThrownBy(
            () ->
                new JobOperation(
                    JobOperation.Kind.RESTORE, "b", "", JobOperation.checksum("b").tags()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
