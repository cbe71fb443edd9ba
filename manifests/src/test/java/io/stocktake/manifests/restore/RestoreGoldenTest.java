package io.stocktake.manifests.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.source.FileId;
import io.stocktake.manifests.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The restore plan's format, {@code stocktake-restore/1}. */
class RestoreGoldenTest {
  private static final RestorePlan.Source SOURCE =
      new RestorePlan.Source("bucket", "p/", "2026-11-02T00:00:00Z");
  private static final RestorePlan.Target TARGET = new RestorePlan.Target("/data/ü", 9, 7, 70);
  private static final Plan.Inventory INVENTORY =
      new Plan.Inventory(
          "s3://inv/m.json", "2026-11-03T00:00:00Z", "0123456789abcdef", 2, 30, true);
  private static final Map<String, String> OPTIONS = Map.of("delete", "true", "at", "x");
  private static final RestoreStamp STAMP =
      new RestoreStamp(
          Instant.parse("2026-11-04T00:00:00Z"), "stocktake test", List.of("A note, \"ü\"."));

  @TempDir private Path temp;

  @Test
  void theBundleIsWrittenByteForByte() throws IOException {
    Path plan = temp.resolve("restore");
    try (RestoreWriter writer = RestoreWriter.create(plan)) {
      problems().forEach(writer::problem);
      for (RestoreRow row : rows()) {
        writer.row(row);
      }
      writer.seal(SOURCE, TARGET, INVENTORY, OPTIONS, STAMP);
    }
    Golden.checkDirectory("restore", plan);
  }

  @Test
  void theBundleIsReadCompletely() throws IOException {
    RestoreBundle bundle = RestoreBundle.open(Golden.path("restore"));
    bundle.verify();
    List<RestoreRow> rows = new ArrayList<>();
    bundle.rows((ordinal, row) -> rows.add(row));
    assertThat(rows).isEqualTo(rows());
    assertThat(rows).extracting(RestoreRow::action).contains(RestoreAction.values());
    assertThat(rows).extracting(RestoreRow::reason).contains(RestoreReason.values());
    List<Problem> problems = new ArrayList<>();
    bundle.problems(problems::add);
    assertThat(problems).isEqualTo(problems());
    RestorePlan plan = bundle.plan();
    assertThat(plan.source()).isEqualTo(SOURCE);
    assertThat(plan.target()).isEqualTo(TARGET);
    assertThat(plan.inventory()).isEqualTo(INVENTORY);
    assertThat(plan.options()).isEqualTo(OPTIONS);
    assertThat(plan.notes()).isEqualTo(STAMP.notes());
    assertThat(plan.tool()).isEqualTo(STAMP.tool());
    assertThat(plan.created()).isEqualTo(STAMP.created().toString());
    assertThat(plan.rows()).isEqualTo(rows.size());
    assertThat(plan.bytes(RestoreAction.FETCH)).isEqualTo(60);
  }

  private static List<Problem> problems() {
    return List.of(
        new Problem("a//b", Problem.Kind.KEY_IS_NO_PATH, "detail\n2nd line"),
        new Problem("x", Problem.Kind.PATH_COLLISION, ""),
        new Problem("y, \"ü\"", Problem.Kind.OBJECT_UNKNOWN, "no ETag"));
  }

  private static List<RestoreRow> rows() {
    LocalState seen =
        LocalState.of(
            5, Instant.parse("2026-11-01T00:00:00.123456789Z"), Optional.of(new FileId(3, 4)));
    LocalState unknown = LocalState.of(0, Instant.parse("1969-12-31T23:59:59Z"), Optional.empty());
    return List.of(
        row(RestoreAction.MAKE_DIRECTORY, RestoreReason.MISSING, "d", 0, LocalState.ABSENT),
        row(RestoreAction.FETCH, RestoreReason.MISSING, "d/new, \"ü\"\n😀", 10, LocalState.ABSENT),
        row(RestoreAction.FETCH, RestoreReason.DIFFERS, "d/other", 20, seen),
        row(RestoreAction.FETCH, RestoreReason.ARCHIVED, "e", 30, LocalState.ABSENT),
        known(RestoreAction.HARD_LINK, RestoreReason.MISSING, "ea", LocalState.ABSENT, "e"),
        known(RestoreAction.SET_ATTRIBUTES, RestoreReason.ATTRIBUTES, "eb", seen, ""),
        row(RestoreAction.NONE, RestoreReason.EXISTS, "f", 40, seen),
        row(RestoreAction.NONE, RestoreReason.CANNOT_TELL, "g", 50, unknown),
        new RestoreRow(RestoreAction.REMOVE, RestoreReason.EXTRA, "h", 5, Optional.empty(), seen),
        new RestoreRow(
            RestoreAction.REMOVE_DIRECTORY,
            RestoreReason.EXTRA,
            "i",
            0,
            Optional.empty(),
            LocalState.ABSENT),
        row(RestoreAction.LINK, RestoreReason.MISSING, "a", 7, LocalState.ABSENT));
  }

  private static RestoreRow known(
      RestoreAction action, RestoreReason reason, String path, LocalState local, String link) {
    EntryAttributes attributes =
        new EntryAttributes(
            0100640,
            1000,
            4294967294L,
            "jürgen",
            "",
            Instant.parse("2026-10-31T23:59:59.000000001Z"),
            0,
            link.isEmpty() ? Map.of("user.x", Bytes.of(new byte[] {0, -1})) : Map.of());
    return new RestoreRow(
        action,
        reason,
        path,
        5,
        link.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new RestoreRow.Source(
                    new ObjectKey("p/" + path),
                    new ETag("d41d8cd98f00b204e9800998ecf8427e"),
                    Optional.empty())),
        local,
        Optional.of(
            new RestoreEntry(attributes, Optional.of(link).filter(text -> !text.isEmpty()))));
  }

  private static RestoreRow row(
      RestoreAction action, RestoreReason reason, String path, long size, LocalState local) {
    Optional<String> version =
        reason == RestoreReason.ARCHIVED ? Optional.empty() : Optional.of("v-" + size);
    RestoreRow.Source object =
        new RestoreRow.Source(
            new ObjectKey("p/" + path),
            new ETag("d41d8cd98f00b204e9800998ecf8427e-" + size),
            version);
    return new RestoreRow(action, reason, path, size, Optional.of(object), local);
  }
}
