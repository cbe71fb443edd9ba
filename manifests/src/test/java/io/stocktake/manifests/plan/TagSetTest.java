package io.stocktake.manifests.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TagSetTest {
  /** Amazon S3 User Guide, "Object tags": lengths and characters. */
  @Test
  void whatS3TakesIsTaken() {
    for (Map<String, String> tags :
        List.of(
            Map.of("k".repeat(128), "v".repeat(256)),
            Map.of("a", ""),
            Map.of("größe 7+-=._:/@", "ü 日本 +-=._:/@"),
            Map.of("AWS:x", "aws:y"))) {
      TagSet set = TagSet.of(tags);
      assertThat(set.tags()).isEqualTo(tags);
      assertThat(TagSet.parse(set.toString())).isEqualTo(set);
    }
    assertThat(TagSet.of(numbered(10)).tags()).hasSize(10);
    assertThat(TagSet.parse("a=b%20c&d=").tags()).isEqualTo(Map.of("a", "b c", "d", ""));
  }

  @Test
  void whatS3DoesNotTakeIsRefused() {
    for (Map<String, String> tags :
        List.of(
            Map.of("k".repeat(129), "v"),
            Map.of("k", "v".repeat(257)),
            Map.of("", "v"),
            Map.of("k", "a,b"),
            Map.of("k?", "v"),
            Map.of("k", "a\nb"),
            Map.of("aws:x", "v"),
            numbered(11))) {
      assertThatThrownBy(() -> TagSet.of(tags))
          .as("%s", tags)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> TagSet.parse("a=1&a=2")).hasMessageContaining("given twice");
    assertThatThrownBy(() -> TagSet.parse("=v")).isInstanceOf(IllegalArgumentException.class);
    assertThat(TagSet.EMPTY.isEmpty()).isTrue();
    assertThat(TagSet.EXPIRE.isEmpty()).isFalse();
  }

  @Test
  void othersWinAndWhatTheyHaveIsTakenAway() {
    TagSet set = TagSet.of(Map.of("a", "1", "b", "2"));
    assertThat(set.with(TagSet.of(Map.of("b", "3", "c", "4"))).tags())
        .isEqualTo(Map.of("a", "1", "b", "3", "c", "4"));
    assertThat(set.without(TagSet.of(Map.of("a", "1", "b", "other"))).tags())
        .isEqualTo(Map.of("b", "2"));
  }

  private static Map<String, String> numbered(int count) {
    Map<String, String> tags = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      tags.put("k" + i, "v");
    }
    return tags;
  }
}
