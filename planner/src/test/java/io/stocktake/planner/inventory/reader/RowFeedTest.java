package io.stocktake.planner.inventory.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.StocktakeException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowFeedTest {
  private static final int MANY = 100;

  private long taken;

  @Test
  void whatStandsIsGivenUpAndTakesNoMoreRows() throws Exception {
    RowFeed feed = new RowFeed("it", 1, row -> taken++);
    feed.row(new OneRow());
    assertThat(looks(feed, MANY)).isTrue();
    assertThatThrownBy(() -> feed.row(new OneRow())).hasMessageContaining("it was stopped");
    assertThat(taken).isEqualTo(1);
    assertThat(feed.gaveUp())
        .hasMessageContaining("after 1 rows")
        .hasMessageContaining("30 seconds");
  }

  @Test
  void whatGetsOnIsNot() throws Exception {
    RowFeed feed = new RowFeed("it", 1, row -> taken++);
    for (int i = 0; i < MANY; i++) {
      feed.row(new OneRow());
      assertThat(looks(feed, 29)).isFalse();
    }
    assertThat(taken).isEqualTo(MANY);
  }

  /** A large file may be read a large piece at a time, from a slow disk. */
  @Test
  void patienceGrowsWithTheFile() {
    assertThat(looks(new RowFeed("it", 71L << 20, row -> {}), MANY)).isFalse();
    assertThat(looks(new RowFeed("it", 69L << 20, row -> {}), MANY)).isTrue();
  }

  /** What takes the row may wait for memory, or for a disk. */
  @Test
  void aSinkMayTakeItsTime() throws Exception {
    RowFeed[] feed = new RowFeed[1];
    feed[0] = new RowFeed("it", 1, row -> assertThat(looks(feed[0], MANY)).isFalse());
    feed[0].row(new OneRow());
  }

  @Test
  void aSmallFileHoldsNoMillionsOfRows() throws Exception {
    RowFeed feed = new RowFeed("it", 1, row -> {});
    assertThatThrownBy(
            () -> {
              while (feed.rows() < 2_000_000) {
                feed.row(new OneRow());
              }
            })
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("holds more than 1000064 rows");
  }

  private static boolean looks(RowFeed feed, int times) {
    boolean givenUp = false;
    for (int i = 0; i < times; i++) {
      givenUp = feed.isGivenUp();
    }
    return givenUp;
  }

  private static final class OneRow extends Cells {
    @Override
    Optional<Instant> time(Column column) {
      return Optional.empty();
    }

    @Override
    byte[] key() {
      return "k".getBytes(UTF_8);
    }

    @Override
    long size() {
      return 1;
    }

    @Override
    boolean has(Column column) {
      return false;
    }

    @Override
    Optional<String> text(Column column) {
      return Optional.empty();
    }

    @Override
    boolean flag(Column column, boolean ifAbsent) throws StocktakeException {
      return ifAbsent;
    }
  }
}
