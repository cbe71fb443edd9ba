package io.stocktake.planner.source.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.planner.rules.TagRule;
import java.io.IOException;

class FilterFuzzTest {
  /** Rules, one a line, of which the last is a name that they are asked for. */
  @FuzzTest
  void areReadOrRefused(byte[] data) throws IOException {
    String[] lines = new String(data, UTF_8).split("\n", -1);
    String name = lines[lines.length - 1];
    FilterBuilder builder = new FilterBuilder();
    for (String line : lines) {
      try {
        TagRule.parse(line).pattern().matches(name);
      } catch (IllegalArgumentException e) {
        // a sentence for the user
      }
      try {
        builder.pattern(true, line);
        if (!line.startsWith(".") && !line.startsWith("merge")) { // which would read any file
          builder.rule(line);
        }
      } catch (IllegalArgumentException e) {
        // a sentence for the user
      }
    }
    builder.rules().excludesFile(name);
  }
}
