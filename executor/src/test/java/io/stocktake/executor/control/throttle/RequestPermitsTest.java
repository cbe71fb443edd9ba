package io.stocktake.executor.control.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestPermitsTest {
  private final List<Integer> began = new ArrayList<>();
  private int limit = 2;
  private final RequestPermits permits = new RequestPermits(() -> limit);

  @Test
  void whoeverComesFirstGoesFirst() {
    begin(5);
    assertThat(began).containsExactly(0, 1);

    permits.giveBack();
    assertThat(began).containsExactly(0, 1, 2);
    permits.giveBack();
    permits.giveBack();
    assertThat(began).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aHigherLimitHoldsFromTheNextReturnOn() {
    begin(5);

    limit = 4;
    permits.giveBack();
    assertThat(began).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aLowerLimitLetsOthersEndFirst() {
    limit = 4;
    begin(6);

    limit = 2;
    permits.giveBack();
    permits.giveBack();
    assertThat(began).hasSize(4);
    permits.giveBack();
    assertThat(began).containsExactly(0, 1, 2, 3, 4);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a place is always given
  private void begin(int count) {
    for (int i = 0; i < count; i++) {
      int number = i;
      permits.take().thenRun(() -> began.add(number));
    }
  }
}
