package io.stocktake.executor.undo;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.undo.WrittenETags.Kind;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.testing.OpenFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenETagsTest {
  private static final ETag WHOLE = new ETag("5d41402abc4b2a76b9719d911017c592");
  private static final ETag IN_PARTS = new ETag("900150983cd24fb0d6963f7d28e17f72-17");
  private static final ETag NO_DIGEST = new ETag("an-etag-of-its-own");

  @TempDir private Path base;

  @Test
  void eachRowHasWhatWasDoneWithIt() throws IOException {
    Path file = base.resolve("done");
    try (WrittenETags done = new WrittenETags(file)) {
      done.put(70_000, result(Outcome.DONE, WHOLE));
      done.put(3, result(Outcome.DONE, IN_PARTS));
      done.put(2, result(Outcome.DONE, NO_DIGEST));
      done.put(1, result(Outcome.FAILED, WHOLE));
      done.put(4, RowResult.of(Outcome.DONE, ""));
      done.put(5, result(Outcome.ALREADY_DONE, WHOLE));
      done.put(6, result(Outcome.ALREADY_DONE, WHOLE).inDoubt());
      done.put(7, RowResult.of(Outcome.UNKNOWN, ""));
      done.put(8, result(Outcome.DRIFTED, WHOLE));
      done.put(9, RowResult.of(Outcome.FAILED, ""));

      assertThat(done.kind(70_000)).isEqualTo(Kind.WRITTEN);
      assertThat(done.etag(70_000)).isEqualTo(WHOLE);
      assertThat(done.etag(3)).isEqualTo(IN_PARTS);
      assertThat(done.kind(2)).isEqualTo(Kind.DONE);
      assertThat(done.kind(1)).as("written, but wrong").isEqualTo(Kind.WRITTEN);
      assertThat(done.kind(4)).isEqualTo(Kind.DONE);
      assertThat(done.kind(5)).isEqualTo(Kind.FOUND);
      assertThat(done.kind(6)).isEqualTo(Kind.WRITTEN);
      assertThat(done.kind(7)).isEqualTo(Kind.OPEN);
      for (long none : new long[] {0, 8, 9, 10, 69_999, 70_001}) {
        assertThat(done.kind(none)).as("%d", none).isEqualTo(Kind.NONE);
      }
    }
    assertThat(file).doesNotExist();
    assertThat(OpenFiles.below(base)).isZero();
  }

  @Test
  void whatWasWrittenStaysSoWhateverALaterRunFound() throws IOException {
    try (WrittenETags done = new WrittenETags(base.resolve("done"))) {
      for (RowResult later :
          new RowResult[] {
            result(Outcome.ALREADY_DONE, IN_PARTS),
            RowResult.of(Outcome.UNKNOWN, ""),
            RowResult.of(Outcome.DRIFTED, "")
          }) {
        done.put(0, result(Outcome.DONE, WHOLE));
        done.put(0, later);
        assertThat(done.etag(0)).isEqualTo(WHOLE);
        done.put(1, RowResult.of(Outcome.DONE, ""));
        done.put(1, later);
        assertThat(done.kind(1)).isEqualTo(Kind.DONE);
      }
      done.put(0, result(Outcome.DONE, IN_PARTS));
      assertThat(done.etag(0)).as("written again").isEqualTo(IN_PARTS);
      done.put(2, RowResult.of(Outcome.UNKNOWN, ""));
      done.put(2, result(Outcome.ALREADY_DONE, WHOLE));
      assertThat(done.kind(2)).as("looked at since").isEqualTo(Kind.FOUND);
    }
  }

  private static RowResult result(Outcome outcome, ETag etag) {
    return new RowResult(outcome, Optional.of(etag), Optional.empty(), "");
  }
}
