package io.stocktake.planner.compare.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanRowCodecTest {
  private static final ETag ETAG = new ETag("5d41402abc4b2a76b9719d911017c592");

  @TempDir private Path scratch;

  @Test
  void rowsThatGoThroughFilesAreWhatTheyWere() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<PlanRow> rows = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      rows.add(row("k" + (char) (0x20 + random.nextInt(0x3000)) + i, random.nextBoolean()));
    }
    Collections.shuffle(rows, random);
    List<PlanRow> sorted = new ArrayList<>();
    try (ExternalSorter<PlanRow> sorter =
        PlanRowCodec.sorter(scratch.resolve("rows"), 100, PlanRow.ORDER)) {
      for (PlanRow row : rows) {
        sorter.add(row);
      }
      sorter.drain(sorted::add);
    }
    rows.sort(PlanRow.ORDER);
    assertThat(sorted).as("seed %d", seed).isEqualTo(rows);
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left).isEmpty();
    }
  }

  private static PlanRow row(String key, boolean delete) {
    return delete
        ? new PlanRow(
            Action.DELETE,
            Reason.ORPHAN,
            new ObjectKey(key),
            "",
            7,
            Optional.empty(),
            Optional.empty(),
            Guard.match(ETAG),
            Optional.of("v1"))
        : new PlanRow(
            Action.UPLOAD,
            Reason.CONTENT,
            new ObjectKey(key),
            "path/" + key,
            5,
            Optional.of(Instant.parse("2026-01-02T03:04:05.123456789Z")),
            Optional.of(ETAG),
            Guard.absent(),
            Optional.empty());
  }
}
