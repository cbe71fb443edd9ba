package io.stocktake.lab.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnappyTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 59, 60, 61, 255, 256, 257, 65_535, 65_536, 65_537, 300_000})
  void everySizeComesBack(int size) {
    Random random = new Random(size);
    byte[] noise = new byte[size];
    random.nextBytes(noise);
    byte[] repetitive = new byte[size];
    for (int i = 0; i < size; i++) {
      repetitive[i] = (byte) (random.nextInt(20) == 0 ? random.nextInt() : 'a');
    }
    assertThat(SnappyReader.expand(Snappy.compress(noise))).isEqualTo(noise);
    assertThat(SnappyReader.expand(Snappy.compress(repetitive))).isEqualTo(repetitive);
    assertThat(SnappyReader.expand(Snappy.compress(new byte[size]))).isEqualTo(new byte[size]);
  }

  @Test
  void repetitionGetsSmall() {
    byte[] text = "photos/2026/01/".repeat(10_000).getBytes(UTF_8);
    assertThat(Snappy.compress(text)).hasSizeLessThan(text.length / 10);
  }
}
