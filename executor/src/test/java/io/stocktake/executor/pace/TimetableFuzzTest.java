package io.stocktake.executor.pace;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;

class TimetableFuzzTest {
  @FuzzTest
  void isReadOrRefused(byte[] data) {
    try {
      Timetable.parse(new String(data, UTF_8), Long::parseLong);
    } catch (IllegalArgumentException e) {
      // a sentence for the user
    }
  }
}
