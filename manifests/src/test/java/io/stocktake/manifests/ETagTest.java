package io.stocktake.manifests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
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
  void aDigestIsTheSameByWhateverWayItCame() {
    byte[] md5 = HexFormat.of().parseHex(HEX);
    ETag whole = new ETag(HEX);
    assertThat(ETag.ofMd5(md5)).isEqualTo(whole).hasSameHashCodeAs(whole).hasToString(HEX);
    assertThat(ETag.parse(HEX.getBytes(US_ASCII))).isEqualTo(whole).hasToString(HEX);
    assertThat(ETag.ofDigest(whole.high(), whole.low(), 0)).isEqualTo(whole);
    assertThat(whole.digest()).isEqualTo(md5);
    ETag parts = new ETag(HEX + "-7");
    assertThat(ETag.ofParts(md5, 7)).isEqualTo(parts).hasToString(HEX + "-7");
    assertThat(ETag.parse((HEX + "-7").getBytes(US_ASCII))).isEqualTo(parts).isNotEqualTo(whole);
    assertThat(ETag.ofParts(md5, 10_001)).isEqualTo(new ETag(HEX + "-10001"));
  }

  @Test
  void otherStringsAreKeptAsTheyAre() {
    for (String other : List.of(HEX.toUpperCase(Locale.ROOT), HEX + "-07", HEX + "x", "W/x", "0")) {
      ETag etag = ETag.parse(other.getBytes(US_ASCII));
      assertThat(etag).isEqualTo(new ETag(other)).hasToString(other).isNotEqualTo(new ETag(HEX));
      assertThat(etag.parts()).isZero();
      assertThatThrownBy(etag::digest).isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> ETag.parse(new byte[] {'a', (byte) 0xe9}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void dropsQuotesAndRefusesWhatNoHeaderCarries() {
    assertThat(ETag.parse('"' + HEX + '"')).isEqualTo(new ETag(HEX));
    assertThat(new ETag(HEX).quoted()).isEqualTo('"' + HEX + '"');
    for (String bad : new String[] {"", "\"", "a b", "a\nb", "é"}) {
      assertThatThrownBy(() -> ETag.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anyOtherCharacterAmongTheDigitsMakesItNoDigest() {
    for (char c = '!'; c <= '~'; c++) {
      boolean digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      for (int at = 0; at < HEX.length() && c != '"'; at++) {
        String text = HEX.substring(0, at) + c + HEX.substring(at + 1);
        ETag etag = ETag.parse(text.getBytes(US_ASCII));
        assertThat(etag.isDigest()).as(text).isEqualTo(digit);
        assertThat(etag).hasToString(text);
      }
    }
  }
}
