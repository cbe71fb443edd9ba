package io.stocktake.planner.source.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PathSetTest {
  private static final int PATHS = 100_000;

  @Test
  void everyPathIsNewOnceFromWhateverThread() {
    PathSet set = new PathSet();
    long added =
        IntStream.range(0, 3 * PATHS).parallel().filter(i -> set.add("d/" + i % PATHS)).count();
    assertThat(added).isEqualTo(PATHS);
    assertThat(set.add("d/x")).isTrue();
    assertThat(set.add("d/0")).isFalse();
  }
}
