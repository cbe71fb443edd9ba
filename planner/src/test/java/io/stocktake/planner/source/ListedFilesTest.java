package io.stocktake.planner.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.source.filter.NameFilter;
import io.stocktake.planner.source.lists.InputList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListedFilesTest {
  @TempDir private Path dir;

  @ParameterizedTest
  @CsvSource({
    "1700000000.1234567890, 2023-11-14T22:13:20.123456789Z",
    "1700000000.123456789, 2023-11-14T22:13:20.123456789Z",
    "1700000000.5, 2023-11-14T22:13:20.500Z",
    "1700000000., 2023-11-14T22:13:20Z",
    "1700000000, 2023-11-14T22:13:20Z",
    "1.7e9, 2023-11-14T22:13:20Z",
    "0.0, 1970-01-01T00:00:00Z",
    "-0.25, 1969-12-31T23:59:59.750Z",
    "-1.2500000000, 1969-12-31T23:59:59.250Z",
    "-1.0000000000, 1969-12-31T23:59:59Z",
    "-304783200.2500000000, 1960-05-05T10:00:00.250Z",
    "-5, 1969-12-31T23:59:55Z"
  })
  void aTimeMayBeSpelledInAnyWay(String text, Instant expected) throws Exception {
    assertThat(walk("a.b/c\td\t12\t" + text + "\n"))
        .isEqualTo(new WalkedFile("a.b/c\td", 12, FileTime.from(expected), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a\t1",
        "a\t1\t",
        "a\t\t1",
        "a\t-1\t1",
        "a\t1x\t1",
        "a\t1\t1x",
        "a\t1\t1.2.3",
        "a\t9223372036854775808\t1",
        "\t1\t1",
        "/a\t1\t1",
        "a/../b\t1\t1",
        "a\t1\t1.x",
        "a\t1\t1e99999999",
        "a\t1\t1e-99999999",
        "a\t1\t-1e999999999",
        "a\t1\t1e99999999999",
        "a\t1e3\t1",
        "a\t1\t-1.-5",
        "a\t1\t-",
        "a\t1\t."
      })
  void whatIsNoneIsRefused(String record) {
    assertThatThrownBy(() -> walk("ok\t1\t1.0\n" + record + "\n"))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("line 2 is not a path below the source, bytes and seconds");
  }

  @Test
  void theLargestSizeIsOne() throws Exception {
    assertThat(walk("a\t9223372036854775807\t1\n").size()).isEqualTo(Long.MAX_VALUE);
  }

  /** The last file of a listing. */
  private WalkedFile walk(String text) throws Exception {
    AtomicReference<WalkedFile> found = new AtomicReference<>();
    ListedFiles.walk(
        new InputList(Files.writeString(dir.resolve("list"), text), false),
        new WalkOptions(LinkPolicy.SKIP, NameFilter.NONE, false, false, AttributePolicy.NONE),
        1,
        new FileSink() {
          @Override
          public void file(WalkedFile file) {
            found.set(file);
          }

          @Override
          public void problem(Problem problem) {
            throw new AssertionError(problem);
          }
        });
    return found.get();
  }
}
