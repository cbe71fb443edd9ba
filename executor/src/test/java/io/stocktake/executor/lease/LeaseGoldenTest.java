package io.stocktake.executor.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.testing.Golden;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The format of the lease's object, {@code stocktake-lease/1}. */
class LeaseGoldenTest {
  private static final LeaseDocument LEASE =
      new LeaseDocument(
          new LeaseOwner(
              "3f0f9b0e-9c7b-4b0e-8f52-6a8c1b1d2e3f",
              "host-ü",
              "0d3f boot pid:[4026531836]",
              1_234_567_890_123L,
              "ann",
              "/srv/plans/p \"1\"",
              Instant.parse("2026-11-02T00:00:00.123Z")),
          Duration.ofMinutes(5),
          7);

  @Test
  void theLeaseIsWrittenByteForByte() throws IOException {
    Golden.check("lease.json", LEASE.json());
  }

  @Test
  void theLeaseIsReadCompletely() throws IOException {
    assertThat(LeaseDocument.parse(Golden.bytes("lease.json"))).contains(LEASE);
  }
}
