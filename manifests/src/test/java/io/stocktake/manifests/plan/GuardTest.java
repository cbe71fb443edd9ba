package io.stocktake.manifests.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ETag;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final ETag OURS = new ETag("1".repeat(32));
  private static final ETag OTHER = new ETag("2".repeat(32));

  @Test
  void holdsForTheStateItNamesAlone() {
    assertThat(Guard.absent().holds(Optional.empty())).isTrue();
    assertThat(Guard.absent().holds(Optional.of(OURS))).isFalse();
    assertThat(Guard.match(OURS).holds(Optional.of(OURS))).isTrue();
    assertThat(Guard.match(OURS).holds(Optional.of(OTHER))).isFalse();
    assertThat(Guard.match(OURS).holds(Optional.empty())).isFalse();
  }
}
