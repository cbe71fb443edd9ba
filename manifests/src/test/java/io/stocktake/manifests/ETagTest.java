package io.stocktake.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ETagTest {
  private static final String HEX = "88fc978485924ccd87ceb19c90195b35";

  @Test
  void tellsDigestsFromOtherStrings() {
    assertThat(new ETag(HEX).isDigest()).isTrue();
    assertThat(new ETag(HEX).parts()).isZero();
    assertThat(new ETag(HEX + "-2").parts()).isEqualTo(2);
    assertThat(new ETag(HEX + "-10000").isDigest()).isTrue();
    for (String other : new String[] {HEX + "-10001", HEX + "-0", HEX + "-", "CAFE" + HEX, "x"}) {
      assertThat(new ETag(other).isDigest()).as(other).isFalse();
    }
  }

  @Test
  void dropsQuotesAndRefusesWhatNoHeaderCarries() {
    assertThat(ETag.parse('"' + HEX + '"')).isEqualTo(new ETag(HEX));
    assertThat(new ETag(HEX).quoted()).isEqualTo('"' + HEX + '"');
    for (String bad : new String[] {"", "\"", "a b", "a\nb", "é"}) {
      assertThatThrownBy(() -> ETag.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
