package io.stocktake.executor.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.restore.attributes.StoredAttributes;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.PosixAttributes;
import io.stocktake.manifests.plan.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects get the attributes that their rows carry, by names that other programs read. */
class ObjectHeaderRulesTest {
  private static final Instant MTIME = Instant.parse("2026-01-02T03:04:05.120Z");
  private static final PlanRow ROW =
      new PlanRow(
          Action.UPLOAD,
          Reason.NEW,
          new ObjectKey("p/a.jpg"),
          "a.jpg",
          5,
          Optional.of(MTIME),
          Optional.empty(),
          Guard.absent(),
          Optional.empty());
  private static final PlanRow KEEPING =
      ROW.keeping(Optional.of(new PosixAttributes(0100640, 1000, 33)));

  @Test
  void withoutAttributesAnObjectHasItsTimeAlone() {
    assertThat(metadata(Map.of(), ROW)).isEqualTo(Map.of("mtime", "1767323045.12"));
  }

  @Test
  void rcloneAndS3fsFindTheirNames() {
    assertThat(metadata(Map.of("attributes", "object"), KEEPING))
        .isEqualTo(Map.of("mtime", "1767323045.12", "mode", "0100640", "uid", "1000", "gid", "33"));
  }

  @Test
  void dataSyncFindsItsNames() {
    assertThat(metadata(Map.of("attributes-style", "datasync"), KEEPING))
        .isEqualTo(
            Map.of(
                "mtime", "1767323045.12",
                "file-mtime", "1767323045120000000ns",
                "file-permissions", "0100640",
                "file-owner", "1000",
                "file-group", "33"));
  }

  @Test
  void aRuleMayTurnOffTheTimes() {
    assertThat(
            metadata(
                Map.of("attributes-style", "datasync", Plan.PROPERTIES, "** mtime=off"), KEEPING))
        .containsOnlyKeys("file-permissions", "file-owner", "file-group");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rclone", "datasync"})
  void aRestoreReadsThemBack(String style) {
    assertThat(StoredAttributes.of(metadata(Map.of("attributes-style", style), KEEPING)))
        .isEqualTo(
            new StoredAttributes(
                OptionalInt.of(0640),
                OptionalInt.of(1000),
                OptionalInt.of(33),
                Optional.of(MTIME)));
  }

  private static Map<String, String> metadata(Map<String, String> options, PlanRow row) {
    Plan plan =
        Plan.draft(
            "2026-11-02T00:00:00Z",
            "test",
            new Plan.Source("/data", Plan.Coverage.COMPLETE),
            new Plan.Destination("bucket", "p/"),
            new Plan.Inventory("m", "2026-11-01T00:00:00Z", "0".repeat(32), 1, 2, true),
            options,
            new Plan.Compared(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
            List.of());
    return new ObjectHeaderRules(plan).of(row, new byte[0]).properties().metadata();
  }
}
