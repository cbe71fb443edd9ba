package io.stocktake.manifests.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
