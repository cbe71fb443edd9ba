package io.stocktake.manifests.bundle;

import static io.stocktake.manifests.bundle.Rows.delete;
import static io.stocktake.manifests.bundle.Rows.draft;
import static io.stocktake.manifests.bundle.Rows.upload;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.StocktakeException.Kind;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.plan.Verdict;
import io.stocktake.manifests.source.FileId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanBundleTest {
  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsWrittenIsReadBack(boolean gzip) throws IOException {
    List<PlanRow> rows = new ArrayList<>();
    for (String key :
        List.of("a,b", "a\"b\"", "a\nb\r\nc", " leading", "=1+1", "größe/😀", "#c", "tab\t", "'")) {
      rows.add(upload(key));
    }
    rows.add(copy("copy"));
    rows.add(files("file"));
    rows.sort(PlanRow.ORDER);
    rows.add(delete("a"));
    Problem problem = new Problem("x,\"y\"\n", Problem.Kind.UNREADABLE_FILE, "why, oh");
    Plan written;
    try (PlanWriter writer = PlanWriter.create(temp.resolve("plan"), gzip)) {
      for (PlanRow row : rows) {
        writer.row(row);
      }
      writer.problem(problem);
      writer.problem(problem);
      written = writer.seal(draft());
    }
    PlanBundle bundle = PlanBundle.open(temp.resolve("plan"));
    bundle.verify();
    assertThat(bundle.plan()).isEqualTo(written);
    List<PlanRow> read = new ArrayList<>();
    bundle.rows((ordinal, row) -> read.add(row) && ordinal == read.size() - 1);
    assertThat(read).isEqualTo(rows);
    List<Problem> problems = new ArrayList<>();
    bundle.problems(problems::add);
    assertThat(problems).containsExactly(problem, problem);
    assertThat(written.rows(Action.UPLOAD)).isEqualTo(rows.size() - 2);
    assertThat(written.rows(Verdict.ORPHAN)).isEqualTo(1);
    assertThat(written.bytes(Action.UPLOAD)).isEqualTo(5L * (rows.size() - 2));
    assertThat(ProblemCounts.of(bundle).kinds()).isEqualTo(Map.of(problem.kind(), 2L));
    assertThat(bundle.digest())
        .isEqualTo(Digests.hex(Digests.sha256().digest(Files.readAllBytes(json()))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsAreReadFromAnyOfThemToAnyOther(boolean gzip) throws IOException {
    PlanBundle bundle = parts(gzip);
    assertThat(bundle.plan().parts()).extracting(Plan.Part::rows).containsExactly(3L, 3L, 1L);
    for (int from = 0; from <= 7; from++) {
      for (int to = from; to <= 7; to++) {
        List<String> read = new ArrayList<>();
        try (PlanCursor rows = bundle.rows(from, to)) {
          while (rows.hasNext()) {
            read.add(rows.ordinal() + rows.next().key().value());
          }
        }
        List<String> all = List.of("0a", "1b,\n", "2c", "3d", "4e", "5f", "6g");
        assertThat(read).isEqualTo(all.subList(from, to));
      }
    }
    assertThatThrownBy(() -> bundle.rows(0, 8)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "more"})
  void aPartWithOtherRowsThanCountedIsNotRead(String more) throws IOException {
    Path part = parts(false).directory().resolve("changes-00002.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(part));
    if (more.isEmpty()) {
      lines.remove(2);
    } else {
      lines.add(lines.get(2));
    }
    Files.write(part, lines);
    PlanBundle bundle = PlanBundle.open(temp.resolve("plan"));

    assertThatThrownBy(() -> bundle.rows((ordinal, row) -> true))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("changes-00002.csv has not the 3 rows");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPrivatePlanIsItsOwnersAlone(boolean isPrivate) throws IOException {
    Path plan = temp.resolve("plan");
    try (PlanWriter writer =
        isPrivate ? PlanWriter.createPrivate(plan) : PlanWriter.create(plan, false)) {
      writer.seal(draft());
    }
    Set<PosixFilePermission> inherited =
        Files.getPosixFilePermissions(Files.createDirectory(temp.resolve("other")));
    assertThat(Files.getPosixFilePermissions(plan))
        .isEqualTo(isPrivate ? PosixFilePermissions.fromString("rwx------") : inherited);
    assertThat(ProblemCounts.of(PlanBundle.open(plan))).isSameAs(ProblemCounts.NONE);
  }

  @Test
  void aRowThatMeansNothingIsNamedByItsLine() throws IOException {
    PlanBundle bundle = parts(false);
    Path part = bundle.directory().resolve("changes-00001.csv");
    Files.writeString(part, Files.readString(part).replace(",c,c,5,", ",c,c,five,"));

    assertThatThrownBy(() -> bundle.rows(2, 3).next())
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("changes-00001.csv line 6: ")
        .hasMessageContaining("five");
  }

  @Test
  void anAlteredPartIsRefused() throws IOException {
    PlanBundle bundle = plan();
    Path part = bundle.directory().resolve("changes-00001.csv");
    Files.writeString(part, Files.readString(part).replace("delete", "DELETE"));
    assertRefused(bundle);
  }

  @Test
  void alteredProblemsAreRefused() throws IOException {
    PlanBundle bundle = plan();
    Path problems = bundle.directory().resolve("problems.csv");
    Files.writeString(problems, Files.readString(problems) + "x,unreadable-file,\n");
    assertRefused(bundle);
  }

  @Test
  void aPlanOfBeforeInputsWereCountedIsRead() throws IOException {
    Path directory = plan().directory();
    String json = Files.readString(directory.resolve("plan.json"));
    String older = json.replaceFirst(",\\s*\"inputs\" : \\[ *\\]", "");
    assertThat(older).doesNotContain("inputs");
    Files.writeString(directory.resolve("plan.json"), older);
    Files.writeString(
        directory.resolve("plan.json.sha256"),
        Digests.hex(Digests.sha256().digest(older.getBytes(UTF_8))));
    assertThat(PlanBundle.open(directory).plan().inputs()).isEmpty();
  }

  @Test
  void aMissingPartIsRefused() throws IOException {
    PlanBundle bundle = plan();
    Files.delete(bundle.directory().resolve("changes-00001.csv"));
    assertRefused(bundle);
  }

  @Test
  void anAlteredPlanJsonIsRefused() throws IOException {
    Path json = plan().directory().resolve("plan.json");
    Files.writeString(json, Files.readString(json).replace("bucket", "other-bucket"));
    assertThatThrownBy(() -> PlanBundle.open(temp.resolve("plan")))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("was altered");
  }

  @Test
  void aDirectoryWithoutAPlanIsNamed() {
    assertThatThrownBy(() -> PlanBundle.open(temp))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("holds no complete plan");
  }

  @Test
  void aPlanIsNeverWrittenOver() throws IOException {
    plan();
    assertThatThrownBy(() -> PlanWriter.create(temp.resolve("plan"), false))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("is not empty");
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> PlanWriter.create(file, false)).hasMessageContaining("is a file");
  }

  @Test
  void whatAKilledPlanLeftGoesAndNothingElse() throws IOException {
    Path unfinished = Files.createDirectories(temp.resolve("plan.unfinished/scratch"));
    Files.createFile(unfinished.resolve("run-1"));
    Files.createFile(temp.resolve("plan.unfinished/changes-00001.csv"));
    plan();
    assertThat(temp.resolve("plan.unfinished")).doesNotExist();

    Path mine = Files.createDirectories(temp.resolve("other.unfinished")).resolve("mine");
    Files.createFile(mine);
    assertThatThrownBy(() -> PlanWriter.create(temp.resolve("other"), false))
        .hasMessageContaining("is not part of an unfinished plan");
    assertThat(mine).exists();
  }

  @Test
  void twoPlansOfOneNameKeepOutOfEachOthersWay() throws IOException {
    try (PlanWriter first = PlanWriter.create(temp.resolve("plan"), false)) {
      first.row(upload("a"));
      assertThatThrownBy(() -> PlanWriter.create(temp.resolve("plan"), false))
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("another plan is being written");
      first.seal(draft());
    }
    assertThat(PlanBundle.open(temp.resolve("plan")).plan().rows()).isEqualTo(1);
  }

  @Test
  void withoutASealNothingIsLeft() throws IOException {
    try (PlanWriter writer = PlanWriter.create(temp.resolve("plan"), false)) {
      writer.row(upload("a"));
      Files.createFile(writer.scratch().resolve("run-1"));
    }
    try (Stream<Path> left = Files.list(temp)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void scratchFilesAreNotPartOfThePlan() throws IOException {
    try (PlanWriter writer = PlanWriter.create(temp.resolve("plan"), false)) {
      Files.createFile(writer.scratch().resolve("run-1"));
      writer.seal(draft());
    }
    try (Stream<Path> files = Files.list(temp.resolve("plan"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("plan.json", "plan.json.sha256", "problems.csv");
    }
  }

  @Test
  void rowsMustAscend() throws IOException {
    try (PlanWriter writer = PlanWriter.create(temp.resolve("plan"), false)) {
      writer.row(upload("b"));
      assertThatThrownBy(() -> writer.row(upload("a"))).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> writer.row(upload("b"))).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void noWriteIsUnguarded() {
    assertThatThrownBy(
            () ->
                new PlanRow(
                    Action.UPLOAD,
                    Reason.NEW,
                    new ObjectKey("a"),
                    "a",
                    1,
                    Optional.of(Instant.EPOCH),
                    Optional.empty(),
                    Guard.none(),
                    Optional.empty()))
        .hasMessageContaining("needs a guard");
    assertThatThrownBy(
            () ->
                new PlanRow(
                    Action.DELETE,
                    Reason.ORPHAN,
                    new ObjectKey("a"),
                    "",
                    1,
                    Optional.empty(),
                    Optional.empty(),
                    Guard.absent(),
                    Optional.empty()))
        .hasMessageContaining("needs the ETag");
  }

  private void assertRefused(PlanBundle bundle) {
    assertThatThrownBy(bundle::verify)
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("was altered")
        .extracting(e -> ((StocktakeException) e).kind())
        .isEqualTo(Kind.REFUSED);
  }

  /** Seven rows, three to a part. */
  private PlanBundle parts(boolean gzip) throws IOException {
    try (PlanWriter writer = PlanWriter.create(temp.resolve("plan"), gzip, 3)) {
      for (String key : List.of("a", "b,\n", "c", "d", "e", "f", "g")) {
        writer.row(upload(key));
      }
      writer.seal(draft());
    }
    return PlanBundle.open(temp.resolve("plan"));
  }

  private PlanBundle plan() throws IOException {
    try (PlanWriter writer = PlanWriter.create(temp.resolve("plan"), false)) {
      writer.row(upload("a"));
      writer.row(delete("b"));
      writer.seal(draft());
    }
    return PlanBundle.open(temp.resolve("plan"));
  }

  private Path json() {
    return temp.resolve("plan/plan.json");
  }

  private static PlanRow copy(String key) {
    return new PlanRow(
        Action.COPY,
        Reason.MOVED,
        new ObjectKey(key),
        "",
        5,
        Optional.empty(),
        Optional.empty(),
        Guard.absent(),
        Optional.empty(),
        Optional.of(
            new CopySource("old", new ObjectKey("from, here"), Rows.ETAG, Optional.of("v2"))),
        TagSet.parse("a=b%20c"));
  }

  private static PlanRow files(String key) {
    return new PlanRow(
        Action.UPLOAD,
        Reason.NEW,
        new ObjectKey(key),
        key,
        5,
        Optional.of(Instant.EPOCH),
        Optional.empty(),
        Guard.absent(),
        Optional.empty(),
        Optional.empty(),
        TagSet.EMPTY,
        Optional.of(new FileId(-1, 7)));
  }
}
