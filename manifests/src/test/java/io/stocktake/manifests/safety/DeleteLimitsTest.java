package io.stocktake.manifests.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.S3Location;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeleteLimitsTest {
  @Test
  void countsBytesSharesAndPrefixesAreToldApart() {
    DeleteLimits limits = DeleteLimits.parse("1000,5%,10GiB,1.5GB,a,b/c=d/=7,images/=2Ki");
    assertThat(limits.limits())
        .containsExactly(
            new DeleteLimit("1000", "", 1000, Long.MAX_VALUE, 1),
            new DeleteLimit("5%", "", Long.MAX_VALUE, Long.MAX_VALUE, 0.05),
            new DeleteLimit("10GiB", "", Long.MAX_VALUE, 10L << 30, 1),
            new DeleteLimit("1.5GB", "", Long.MAX_VALUE, 1_500_000_000L, 1),
            new DeleteLimit("a,b/c=d/=7", "a,b/c=d/", 7, Long.MAX_VALUE, 1),
            new DeleteLimit("images/=2Ki", "images/", Long.MAX_VALUE, 2048, 1));
    assertThat(limits.text()).isEqualTo("1000,5%,10GiB,1.5GB,a,b/c=d/=7,images/=2Ki");
    assertThat(DeleteLimits.parse(limits.text())).isEqualTo(limits);
    assertThat(DeleteLimits.parse("1").and(DeleteLimits.parse("2%")).text()).isEqualTo("1,2%");
  }

  @Test
  void whatCouldMeanTwoThingsIsRefused() {
    for (String wrong :
        List.of(
            "",
            "-1",
            "many",
            "101%",
            "%",
            "10G",
            "1.5",
            "5,",
            ",5",
            "images/",
            "images/=",
            "=5",
            "images/=10G",
            "1e3",
            "5%%",
            "99999999999999999999",
            "[a=5")) {
      assertThatThrownBy(() -> DeleteLimits.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aLimitIsOnAPrefixOrOnWhatAGlobMatches() {
    DeleteTotals totals =
        new DeleteTotals(
            DeleteLimits.parse("img/=1,**😀.raw=1"), S3Location.parse("s3://bucket/p/"));
    totals.deleted("p/img/a", 1);
    totals.deleted("p/x/a😀.raw", 1);
    totals.deleted("p/x/b", 1);
    assertThatNoException().isThrownBy(() -> totals.check(FailureCode.TOO_MANY_DELETES, ""));
    totals.deleted("p/x/b😀.raw", 1);
    assertThatThrownBy(() -> totals.check(FailureCode.TOO_MANY_DELETES, ""))
        .hasMessageContaining("**😀.raw");
  }
}
