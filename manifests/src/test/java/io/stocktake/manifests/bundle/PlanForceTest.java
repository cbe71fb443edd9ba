package io.stocktake.manifests.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sealed plan outlives a power cut: whole files first, then their names, then its own. */
class PlanForceTest {
  @TempDir private Path base;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allIsForcedBeforeThePlanHasItsName(boolean gzip) throws IOException {
    Path target = base.resolve("plan");
    Map<String, Long> files = new LinkedHashMap<>();
    List<String> directories = new ArrayList<>();
    BundleDirectory.Force force =
        path -> {
          if (Files.isDirectory(path)) {
            directories.add(path.getFileName() + (Files.exists(target) ? " with the plan" : ""));
          } else {
            assertThat(directories).as("a file after its directory").isEmpty();
            files.put(path.getFileName().toString(), Files.size(path));
          }
        };

    try (PlanWriter writer = PlanWriter.create(target, gzip, 2, force)) {
      for (int i = 0; i < 5; i++) {
        writer.row(row("k" + i));
      }
      writer.seal(draft());
    }

    try (Stream<Path> sealed = Files.list(target)) {
      for (Path file : sealed.toList()) {
        assertThat(files.get(file.getFileName().toString()))
            .as("bytes of %s when it was forced", file)
            .isEqualTo(Files.size(file));
      }
    }
    assertThat(files).hasSize(6);
    assertThat(directories)
        .containsExactly("plan.unfinished", base.getFileName() + " with the plan");
  }

  private static PlanRow row(String key) {
    return new PlanRow(
        Action.DELETE,
        Reason.ORPHAN,
        new ObjectKey(key),
        "",
        1,
        Optional.empty(),
        Optional.empty(),
        Guard.match(new ETag("0".repeat(32))),
        Optional.empty());
  }

  private static Plan draft() {
    return Plan.draft(
        "2026-11-01T00:00:00Z",
        "test",
        new Plan.Source("/source", Plan.Coverage.COMPLETE),
        new Plan.Destination("images", ""),
        new Plan.Inventory("live", "2026-11-01T00:00:00Z", "0".repeat(32), 0, 0, true),
        Map.of(),
        new Plan.Compared(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        List.of());
  }
}
