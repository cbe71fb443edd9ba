package io.stocktake.manifests.bundle;

import static io.stocktake.manifests.bundle.Rows.delete;
import static io.stocktake.manifests.bundle.Rows.draft;
import static io.stocktake.manifests.bundle.Rows.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.PosixAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows have a column for the attributes of files only in plans that keep them. */
class RowAttributesTest {
  private static final PlanRow KEEPING =
      upload("a").keeping(Optional.of(new PosixAttributes(0104755, 0, 4_294_967_294L)));

  @TempDir private Path temp;

  @Test
  void theyHaveALastColumnOfTheirOwn() throws IOException {
    PlanBundle bundle = written(true, List.of(KEEPING, upload("b"), delete("c")));
    List<String> lines = Files.readAllLines(bundle.directory().resolve("changes-00001.csv"));
    assertThat(lines.get(0)).endsWith(",tags,file_id,attributes");
    assertThat(lines.get(1)).endsWith(",0104755:0:4294967294");
    assertThat(lines.get(2)).endsWith(",");
    List<PlanRow> read = new ArrayList<>();
    bundle.rows((ordinal, row) -> read.add(row));
    assertThat(read).isEqualTo(List.of(KEEPING, upload("b"), delete("c")));
  }

  @Test
  void otherPlansHaveNoSuchColumn() throws IOException {
    PlanBundle bundle = written(false, List.of(upload("b")));
    assertThat(bundle.directory().resolve("changes-00001.csv"))
        .content()
        .doesNotContain("attributes");
  }

  @Test
  void attributesAreNotDroppedForWantOfAColumn() {
    assertThatThrownBy(() -> written(false, List.of(KEEPING)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatIsNoAttributesIsNamedByItsLine() throws IOException {
    Path part = written(true, List.of(KEEPING)).directory().resolve("changes-00001.csv");
    Files.writeString(part, Files.readString(part).replace("0104755:0:", "rwx:0:"));
    assertThatThrownBy(() -> PlanBundle.open(temp.resolve("plan")).rows((ordinal, row) -> true))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("changes-00001.csv line 2")
        .hasMessageContaining("such as 0100644:1000:1000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "100644:0:0", "0100644:0", "0100644:-1:0", "0100648:0:0", "0100644:0:0:0"})
  void otherFormsAreRefused(String text) {
    assertThatThrownBy(() -> PosixAttributes.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private PlanBundle written(boolean kept, List<PlanRow> rows) throws IOException {
    try (PlanWriter writer = PlanWriter.create(temp.resolve("plan"), false)) {
      writer.keepAttributes(kept);
      for (PlanRow row : rows) {
        writer.row(row);
      }
      writer.seal(draft());
    }
    return PlanBundle.open(temp.resolve("plan"));
  }
}
