package io.stocktake.aws.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.rules.PropertyRule;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.manifests.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format of the file {@code customer-keys}, whose salts are random. */
class UsedKeysGoldenTest {
  private static final PropertyRules RULES =
      new PropertyRules(List.of(PropertyRule.parse("sse-c=media")));

  @TempDir private Path temp;

  @Test
  void theKeyOfEarlierRunsIsKnownAgainAndNoOther() throws IOException {
    Path file = temp.resolve("customer-keys");
    Files.copy(Golden.path("customer-keys"), file);
    new KeyFingerprints(temp).insist(keys(0));
    assertThat(Files.readAllBytes(file)).isEqualTo(Golden.bytes("customer-keys"));
    assertThatThrownBy(() -> new KeyFingerprints(temp).insist(keys(1)))
        .hasMessageContaining("the key media is not the one that earlier runs");
  }

  private CustomerKeys keys(int first) throws IOException {
    byte[] key = new byte[32];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (first + i);
    }
    Path file = Files.write(temp.resolve("key"), key);
    return CustomerKeys.of(List.of(CustomerKey.read("media", file)), RULES, "");
  }
}
