package io.stocktake.manifests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.PropertyRule;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.manifests.safety.DeleteLimits;
import io.stocktake.manifests.safety.RequiredFiles;
import java.util.List;
import java.util.function.Consumer;

/** What people write in options, and what plans keep of it. */
class WordsFuzzTest {
  private static final List<Consumer<String>> READERS =
      List.of(
          S3Location::parse,
          ETag::parse,
          ObjectKey::new,
          Guard::parse,
          text -> TagSet.parse(TagSet.parse(text).toString()),
          text -> DeleteLimits.parse(DeleteLimits.parse(text).text()),
          RequiredFiles::ofText,
          text -> new PropertyRules(List.of(PropertyRule.parse(text))).of(text));

  @FuzzTest
  void areReadOrRefused(byte[] data) {
    String text = new String(data, UTF_8);
    for (Consumer<String> reader : READERS) {
      try {
        reader.accept(text);
      } catch (IllegalArgumentException e) {
        // a sentence for the user
      }
    }
  }
}
