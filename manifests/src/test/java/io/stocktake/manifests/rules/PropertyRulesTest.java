package io.stocktake.manifests.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyRulesTest {
  private static PropertyRules rules(String... texts) {
    return new PropertyRules(List.of(texts).stream().map(PropertyRule::parse).toList());
  }

  @Test
  void anObjectIsEncryptedInTheWayThatTheLastRuleGives() {
    PropertyRules rules =
        rules(
            "encryption=aws:kms kms-key=k",
            "a/ sse-c=archive",
            "a/b/ encryption=AES256",
            "a/b/c sse-c=other cache-control=x");
    assertThat(rules.of("x").set())
        .isEqualTo(Map.of(Property.ENCRYPTION, "aws:kms", Property.KMS_KEY, "k"));
    assertThat(rules.of("a/x").set()).isEqualTo(Map.of(Property.SSE_C, "archive"));
    assertThat(rules.of("a/b/x").set()).isEqualTo(Map.of(Property.ENCRYPTION, "AES256"));
    assertThat(rules.of("a/b/c").set())
        .isEqualTo(Map.of(Property.SSE_C, "other", Property.CACHE_CONTROL, "x"));
    assertThat(rules.customerKeys()).containsExactly("archive", "other");
  }

  @Test
  void aLaterRuleTakesNothingAwayThatItDoesNotGive() {
    Properties both =
        rules(
                "storage-class=STANDARD_IA encryption=aws:kms kms-key=k meta.a=1 meta.b=2",
                "a/ cache-control=x meta.b=3")
            .of("a/x");
    assertThat(both.set())
        .isEqualTo(
            Map.of(
                Property.STORAGE_CLASS,
                "STANDARD_IA",
                Property.ENCRYPTION,
                "aws:kms",
                Property.KMS_KEY,
                "k",
                Property.CACHE_CONTROL,
                "x"));
    assertThat(both.metadata()).isEqualTo(Map.of("a", "1", "b", "3"));
  }

  @Test
  void aRuleGivesANameOfAKeyAndNoKey() {
    String key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    for (String text : List.of("sse-c=" + key, "sse-c=" + "0".repeat(64), "sse-c=")) {
      assertThatThrownBy(() -> PropertyRule.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the name of a key")
          .hasMessageNotContaining(key);
    }
    assertThatThrownBy(() -> PropertyRule.parse("sse-c=a encryption=AES256"))
        .hasMessageContaining("an object has one of them");
  }

  @Test
  void aPatternIsAPrefixOrAGlobOfTheWholeName() {
    assertThat(rules("a/b cache-control=x").of("a/bc").isEmpty()).isFalse();
    assertThat(rules("*.jpg cache-control=x").of("a/b.jpg").isEmpty()).isTrue();
    assertThat(rules("**😀** cache-control=x").of("a😀b.jpg").isEmpty()).isFalse();
    assertThat(rules("**[0-9].jpg cache-control=x").of("a/7.jpg").isEmpty()).isFalse();
    assertThat(rules("[ab]/** cache-control=x").of("b/c").isEmpty()).isFalse();
  }

  /** Brackets stood for themselves in plans that do not say otherwise. */
  @Test
  void aPatternOfAnOlderPlanMeansWhatItMeant() {
    PropertyRule old = PropertyRule.parse("**[1]\\.jpg cache-control=x", KeyPattern::withoutSets);
    assertThat(old.pattern().matches("a/b[1]\\.jpg")).isTrue();
    assertThat(old.pattern().matches("a/b1.jpg")).isFalse();
    assertThat(KeyPattern.withoutSets("a[").matches("a[b")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "meta.ort=Köln",
        "content-disposition=attachment;filename=ö.jpg",
        "cache-control=",
        "\"cache-control= x\"",
        "\"meta.a=b \"",
        "content-language=日本",
        "meta.a=\u0085",
      })
  void whatNoHeaderHoldsIsRefused(String text) {
    assertThatThrownBy(() -> PropertyRule.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theWayOutIsNamed() {
    assertThatThrownBy(() -> PropertyRule.parse("content-disposition=filename=ö"))
        .hasMessageContaining("filename*=UTF-8''");
    assertThat(rules("\"content-disposition=attachment; filename*=UTF-8''%C3%B6.jpg\"").rules())
        .hasSize(1);
  }

  /** Rules of other names may come together on one object. */
  @Test
  void moreMetadataThanAnObjectMayHaveIsRefused() {
    String most = "x".repeat(2048 - 4 - 35); // less the names "data" and "mtime", and a time
    assertThat(rules("meta.data=" + most, "a/ meta.data=" + most).rules()).hasSize(2);
    assertThatThrownBy(() -> rules("meta.data=" + most + "x")).hasMessageContaining("2049 bytes");
    assertThatThrownBy(() -> rules("meta.data=" + most, "a/ meta.b="))
        .hasMessageContaining("2049 bytes");
    assertThatThrownBy(() -> rules("cache-control=" + "x".repeat(2048)))
        .hasMessageContaining("S3 takes 2048");
  }
}
