package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filters and lists as they are given on the command line. */
class FilterOptionsTest {
  @TempDir private Path temp;
  @AutoClose private JobLab at;
  private int plans;

  @BeforeEach
  void start() throws IOException {
    at = new JobLab(temp, "photos");
    for (String name : List.of("a.jpg", "a.tmp", "keep.tmp", "raw/b.jpg", "raw/deep/c.jpg")) {
      at.write(name, name.getBytes(UTF_8));
    }
  }

  @Test
  void theOrderAmongOptionsCounts() throws IOException {
    Path rules = Files.writeString(temp.resolve("rules"), "# no raw files\n- /raw/\n");
    assertThat(keys("--include", "keep.tmp", "--exclude", "*.tmp"))
        .containsExactly("a.jpg", "keep.tmp", "raw/b.jpg", "raw/deep/c.jpg");
    assertThat(keys("--exclude=*.tmp", "--include=keep.tmp", "--filter", "- deep"))
        .containsExactly("a.jpg", "raw/b.jpg");
    assertThat(keys("--include", "/raw/***", "--filter-from", rules, "--exclude", "a.*"))
        .containsExactly("keep.tmp", "raw/b.jpg", "raw/deep/c.jpg");
    assertThat(keys("--filter-from", rules, "--include", "/raw/***", "--exclude", "a.*"))
        .containsExactly("keep.tmp");
    at.program().with("STOCKTAKE_EXCLUDE", "*.tmp");
    assertThat(keys()).containsExactly("a.jpg", "raw/b.jpg", "raw/deep/c.jpg");
    assertThat(keys("--exclude", "raw")).containsExactly("a.jpg", "a.tmp", "keep.tmp");
  }

  /** Only what is excluded stays, whatever else is deleted: also in the bucket, not the plan. */
  @Test
  void whatIsExcludedOutlivesADelete() throws IOException {
    at.fill("photos");
    for (String name : List.of("a.tmp", "raw/b.jpg", "raw/deep/c.jpg")) {
      Files.delete(at.source().resolve(name));
    }
    Path plan = temp.resolve("deleting");
    at.plan("photos", plan, "--delete", "--exclude", "*.tmp", "--exclude", "deep/").expect(0);
    at.program().run("show", plan).expect(0).says("and 3 objects; nothing is planned for them");
    at.program().run("apply", plan).expect(0);
    for (String name : List.of("a.jpg", "a.tmp", "keep.tmp", "raw/deep/c.jpg")) {
      assertThat(at.object("photos", name)).isEqualTo(name.getBytes(UTF_8));
    }
    Path after = temp.resolve("after");
    at.plan("photos", after).expect(0);
    assertThat(PlanBundle.open(after).plan().compared().objects()).isEqualTo(4);
  }

  @Test
  void sizesAndAges() throws IOException {
    at.write("large", new byte[3000]);
    assertThat(keys("--min-size", "2K")).containsExactly("large");
    run("--max-size", "2Ki", "--older-than", "1d").expect(3).says("NO FILE WAS COMPARED");
    assertThat(
            keys("--min-size", "2K", "--newer-than", "1h", "--older-than", "2100-01-01T00:00:00Z"))
        .containsExactly("large");
    usage("--newer-than", "yesterday").says("neither an age such as 24h");
  }

  @Test
  void lists() throws IOException {
    Path list = Files.writeString(temp.resolve("list"), "a.jpg\nraw/b.jpg");
    Path nul = Files.writeString(temp.resolve("nul"), "a.jpg\0raw/b.jpg\0");
    Path find = Files.writeString(temp.resolve("find"), "a.jpg\t5\t1.5\nnot there\t5\t1.5\n");
    assertThat(keys("--files-from", list)).containsExactly("a.jpg", "raw/b.jpg");
    assertThat(keys("--files-from", nul, "--from0")).containsExactly("a.jpg", "raw/b.jpg");
    assertThat(keys("--listing", find)).containsExactly("a.jpg", "not there");
    usage("--files-from", list, "--delete").says("does not prove that it is gone");
    usage("--listing", find, "--delete=tag").says("does not prove that it is gone");
    usage("--listing", find, "--files-from", list).says("cannot be used together");
    usage("--files-from", list, "--one-file-system").says("--one-file-system does not go with");
    usage("--files-from", temp.resolve("nowhere")).says("no such file");
  }

  @Test
  void md5sumsStandInForReading() throws IOException {
    at.fill("photos");
    Path sums = temp.resolve("sums");
    Files.writeString(sums, "00000000000000000000000000000000  a.jpg\n");
    assertThat(keys("--checksums", sums)).containsExactly("a.jpg");
    usage("--checksums", at.source().resolve("a.jpg")).says("a.jpg");
  }

  @Test
  void whatIsNotUnderstood() {
    usage("--filter", "P keep").says("not supported");
    usage("--exclude", "[a").says("opens a [ without a ]");
    usage("--exclude-from", temp.resolve("nowhere")).says("no such file");
    usage("--exclude").says("Missing");
  }

  private Program.Run usage(Object... more) {
    return run(more).expect(2);
  }

  private Set<String> keys(Object... more) throws IOException {
    run(more).expect(0);
    Set<String> keys = new TreeSet<>();
    PlanBundle.open(plan()).rows((ordinal, row) -> keys.add(row.key().value()));
    return keys;
  }

  private Program.Run run(Object... more) {
    plans++;
    List<Object> arguments = new ArrayList<>(List.of("plan", at.source(), "s3://photos"));
    arguments.addAll(List.of("--inventory", "live", "--out", plan()));
    arguments.addAll(List.of(more));
    return at.program().run(arguments.toArray());
  }

  private Path plan() {
    return temp.resolve("plan" + plans);
  }
}
