package io.stocktake.manifests.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;

class GlobFuzzTest {
  /** A pattern, a line end, and a name. */
  @FuzzTest
  void matches(byte[] data) {
    String[] words = new String(data, UTF_8).split("\n", 2);
    try {
      String name = words.length < 2 ? "" : words[1];
      KeyPattern.of(words[0]).matches(name);
      Glob.of(words[0]).matchesEnding(name);
    } catch (IllegalArgumentException e) {
      // a sentence for the user
    }
  }
}
