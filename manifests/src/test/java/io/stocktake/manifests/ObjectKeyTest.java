package io.stocktake.manifests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ObjectKeyTest {
  @Test
  void sortsAsS3DoesNotAsStringsDo() {
    ObjectKey bmp = new ObjectKey("\uFF5E");
    ObjectKey emoji = new ObjectKey("\uD83D\uDE00");
    assertThat(bmp).isLessThan(emoji);
    assertThat(bmp.value()).isGreaterThan(emoji.value());
    assertThat(new ObjectKey("a")).isLessThan(new ObjectKey("a/"));
  }

  @Test
  void has1To1024BytesOfUtf8() {
    assertThat(new ObjectKey("x".repeat(1024)).utf8()).hasSize(1024);
    assertThat(new ObjectKey("é".repeat(512)).utf8()).hasSize(1024);
    assertThat(new ObjectKey("😀".repeat(256)).utf8()).hasSize(1024);
    for (String bad : new String[] {"", "x".repeat(1025), "é".repeat(513), "😀".repeat(257)}) {
      assertThatThrownBy(() -> new ObjectKey(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void isValidUnicode() {
    assertThatThrownBy(() -> new ObjectKey("a\uD83D")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ObjectKey("\uDE00a")).isInstanceOf(IllegalArgumentException.class);
    byte[] latin1 = {'a', (byte) 0xe9};
    assertThatThrownBy(() -> ObjectKey.of(latin1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(ObjectKey.of("größe".getBytes(UTF_8)).value()).isEqualTo("größe");
  }
}
