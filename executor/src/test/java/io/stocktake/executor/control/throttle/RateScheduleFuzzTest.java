package io.stocktake.executor.control.throttle;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;

class RateScheduleFuzzTest {
  @FuzzTest
  void isReadOrRefused(byte[] data) {
    try {
      RateSchedule.parse(new String(data, UTF_8), Long::parseLong);
    } catch (IllegalArgumentException e) {
      // a sentence for the user
    }
  }
}
