package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Exit code 0 means that all that was asked for was looked at: what the source could not give goes
 * with the plan to every later step.
 */
class CoverageTest {
  private static final int NOT_ALL_DONE = 3;
  private static final int DIFFERENCES = 5;

  @TempDir private Path temp;
  @AutoClose private JobLab at;
  private Program program;
  private Path source;

  /** Something of the source that cannot become an object. */
  private enum Miss {
    NAME_NOT_UTF8("name-not-utf8") {
      @Override
      void make(Path source) throws Exception {
        String name = "printf x > \"$(printf 'caf\\351.jpg')\"";
        new ProcessBuilder("sh", "-c", name).directory(source.toFile()).start().waitFor();
      }
    },
    DIRECTORY_NOT_UTF8("name-not-utf8") {
      @Override
      void make(Path source) throws Exception {
        String name = "mkdir \"$(printf 'caf\\351')\"";
        new ProcessBuilder("sh", "-c", name).directory(source.toFile()).start().waitFor();
      }
    },
    KEY_TOO_LONG("key-too-long") {
      @Override
      void make(Path source) throws IOException {
        Path deep = Files.createDirectories(source.resolve(("d".repeat(250) + "/").repeat(4)));
        Files.writeString(deep.resolve("e".repeat(100)), "1");
      }
    },
    LISTED_MISSING("listed-missing", "--files-from") {
      @Override
      void make(Path source) throws IOException {
        Files.writeString(source.resolveSibling("a-list"), "a\nnot-there\n");
      }
    },
    LINK_BROKEN("link-broken", "--links=follow") {
      @Override
      void make(Path source) throws IOException {
        Files.createSymbolicLink(source.resolve("link"), Path.of("nowhere"));
      }
    },
    LINK_OUTSIDE("link-outside", "--links=follow") {
      @Override
      void make(Path source) throws IOException {
        Files.createSymbolicLink(source.resolve("link"), source.getParent());
      }
    };

    private final String kind;
    private final String option;

    Miss(String kind) {
      this(kind, "");
    }

    Miss(String kind, String option) {
      this.kind = kind;
      this.option = option;
    }

    abstract void make(Path source) throws Exception;

    List<Object> options(Path source) {
      if (this == LISTED_MISSING) {
        return List.of(option, source.resolveSibling("a-list"));
      }
      return option.isEmpty() ? List.of() : List.of(option);
    }
  }

  @BeforeEach
  void start() throws IOException {
    at = new JobLab(temp, "photos");
    program = at.program();
    source = at.source();
    at.write("a", "aaaaa".getBytes(UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void whatWasMissedIsToldAtEveryStep(Miss miss) throws Exception {
    miss.make(source);
    Path plan = temp.resolve("a-plan");
    run(miss, "plan", "--out", plan).expect(NOT_ALL_DONE);
    told(miss, "show", plan, 0);
    told(miss, "apply", plan, NOT_ALL_DONE);
    program.run("status", plan).expect(NOT_ALL_DONE).says("Not compared when this was planned");
    told(miss, "status", plan, NOT_ALL_DONE);
    program.run("report", plan).expect(NOT_ALL_DONE).says("Not compared when this was planned");
    JsonNode report = JobLab.json(program.run("report", plan, "--json").expect(NOT_ALL_DONE));
    assertThat(report.at("/0/report/problemKinds/" + miss.kind).asLong()).isEqualTo(1);
    run(miss, "verify").expect(NOT_ALL_DONE);
  }

  @ParameterizedTest
  @EnumSource
  void aSyncTellsItToo(Miss miss) throws Exception {
    miss.make(source);
    Path sync = temp.resolve("a-sync");
    JsonNode json = JobLab.json(run(miss, "sync", "--out", sync, "--json").expect(NOT_ALL_DONE));
    assertThat(json.at("/problemKinds/" + miss.kind).asLong()).isEqualTo(1);
    assertThat(json.at("/outcomes/done/rows").asLong()).isEqualTo(1);
    told(miss, "status", sync, NOT_ALL_DONE);
    program.run("report", sync).expect(NOT_ALL_DONE).says("Not compared when this was planned");
  }

  @Test
  void whatIsLeftOutAsAskedIsNotMissed() throws IOException {
    Files.createSymbolicLink(source.resolve("link"), Path.of("nowhere"));
    Path plan = temp.resolve("a-plan");
    program
        .run("plan", source, "s3://photos", "--inventory", "live", "--out", plan)
        .expect(0)
        .says("1  symbolic links were skipped");
    program.run("apply", plan).expect(0);
    program.run("status", plan).expect(0);
    program.run("report", plan).expect(0);
    program.run("verify", source, "s3://photos", "--inventory", "live").expect(0);
  }

  @Test
  void aNameThatNoKeyCanHaveHoldsNoDeleteBack() throws Exception {
    at.put("photos", "orphan", "1".getBytes(UTF_8));
    Miss.NAME_NOT_UTF8.make(source);
    Miss.DIRECTORY_NOT_UTF8.make(source);
    Miss.KEY_TOO_LONG.make(source);
    program
        .run(
            "sync",
            source,
            "s3://photos",
            "--inventory",
            "live",
            "--delete",
            "--out",
            temp.resolve("a-sync"))
        .expect(NOT_ALL_DONE)
        .says("names are not UTF-8");
    assertThat(at.objects("photos").keySet()).containsExactly("a");
  }

  @Test
  void nothingComparedIsNoSuccess() {
    program
        .run("verify", source, "s3://photos", "--inventory", "live", "--exclude", "*")
        .expect(DIFFERENCES)
        .says("NO FILE WAS COMPARED");
    program
        .run(
            "sync",
            source,
            "s3://photos",
            "--inventory",
            "live",
            "--exclude",
            "*",
            "--out",
            temp.resolve("a-sync"))
        .expect(NOT_ALL_DONE)
        .says("NO FILE WAS COMPARED");
  }

  private void told(Miss miss, String command, Path plan, int exit) throws IOException {
    JsonNode json = JobLab.json(program.run(command, plan, "--json").expect(exit));
    assertThat(json.at("/problemKinds/" + miss.kind).asLong()).as(command).isEqualTo(1);
    assertThat(json.at("/missed").asLong()).as(command).isEqualTo(1);
  }

  private Program.Run run(Miss miss, String command, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of(command, source, "s3://photos"));
    arguments.addAll(List.of("--inventory", "live"));
    arguments.addAll(miss.options(source));
    arguments.addAll(List.of(more));
    return program.run(arguments.toArray());
  }
}
