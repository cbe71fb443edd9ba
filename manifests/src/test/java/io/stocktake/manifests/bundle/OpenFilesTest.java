package io.stocktake.manifests.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A sync has thousands of parts: what is read or written leaves no file open, whatever happens. */
@EnabledOnOs(OS.LINUX)
class OpenFilesTest {
  @TempDir private Path temp;
  private Path target;

  @BeforeEach
  void name() throws IOException {
    target = temp.toRealPath().resolve("plan");
  }

  @Test
  void writtenAndReadToItsEnd() throws IOException {
    PlanBundle bundle = plan(false);
    assertThat(open()).isEmpty();
    bundle.rows((ordinal, row) -> true);
    bundle.problems(problem -> true);
    assertThat(open()).isEmpty();
    bundle.rows((ordinal, row) -> false);
    assertThat(open()).isEmpty();
    try (PlanCursor rows = bundle.rows(1, 5)) {
      rows.next();
      rows.next();
      assertThat(open()).hasSize(1);
    }
    assertThat(open()).isEmpty();
  }

  @Test
  void givenUpWhileItIsWritten() throws IOException {
    try (PlanWriter writer = PlanWriter.create(target, false, 2)) {
      writer.row(Rows.delete("a"));
      assertThat(open()).isNotEmpty();
      assertThatThrownBy(() -> PlanWriter.create(target, false))
          .isInstanceOf(StocktakeException.class);
    }
    assertThat(open()).isEmpty();
  }

  @Test
  void refusedBesideAnother() throws IOException {
    try (PlanWriter writer = PlanWriter.create(target, false)) {
      List<String> before = open();
      assertThatThrownBy(() -> PlanWriter.create(target, false))
          .hasMessageContaining("another plan is being written");
      assertThat(open()).isEqualTo(before);
      writer.row(Rows.delete("a"));
    }
  }

  @Test
  void begunAnewWhereOneWasKilled() throws IOException {
    Path scratch =
        Files.createDirectories(BundleDirectory.workDirectory(target).resolve("scratch"));
    Files.createFile(scratch.resolve("lock"));
    plan(false);
    assertThat(open()).isEmpty();
  }

  @Test
  void damaged() throws IOException {
    PlanBundle bundle = plan(true);
    Files.writeString(target.resolve("changes-00001.csv.gz"), "no gzip");
    assertThatThrownBy(() -> bundle.rows(0, 1).next()).isInstanceOf(IOException.class);
    assertThat(open()).isEmpty();
  }

  private PlanBundle plan(boolean gzip) throws IOException {
    try (PlanWriter writer = PlanWriter.create(target, gzip, 2)) {
      for (String key : List.of("a", "b", "c", "d", "e")) {
        writer.row(Rows.delete(key));
      }
      writer.problem(new Problem("x", Problem.Kind.LINK_LOOP, ""));
      writer.seal(Rows.draft());
    }
    return PlanBundle.open(target);
  }

  /** What this process has open below the directory, removed files too. */
  private List<String> open() throws IOException {
    List<String> open = new ArrayList<>();
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        String file = linked(descriptor);
        if (file.startsWith(target.getParent() + "/")) {
          open.add(file);
        }
      }
    }
    open.sort(null);
    return open;
  }

  /** The descriptor of the listing itself is gone when it is asked for. */
  private static String linked(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
