package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {
  private static final int FILES = 40;

  @TempDir private Path temp;
  @AutoClose private JobLab at;
  private Path lost;

  @BeforeEach
  void fill() throws IOException {
    at = new JobLab(temp, "photos");
    lost = temp.resolve("lost");
    byte[] large = new byte[12 << 20];
    new Random(4).nextBytes(large);
    at.write("large", large);
    at.write("empty", new byte[0]);
    for (int i = 0; i < FILES; i++) {
      at.write("a/b " + i % 7 + "/ü\n" + i, ("content " + i).getBytes(UTF_8));
    }
  }

  @Test
  void whatWasLostComesBackAsItWasAtATimeAndThenAsItIs() throws IOException {
    at.keepVersions("photos");
    at.fill("photos");
    Map<String, String> before = tree(at.source());
    at.pass();
    Instant time = at.now();
    at.pass();
    change();
    at.fill("photos", "--delete");
    Map<String, String> after = tree(at.source());
    String inventory = at.deliver("photos");

    Path first = temp.resolve("first");
    at.program()
        .run("restore", "s3://photos", lost, "--inventory", inventory, "--at", time, "--out", first)
        .expect(0)
        .says((FILES + 2) + "  done");
    assertThat(tree(lost)).isEqualTo(before);
    at.program().run("status", first).expect(0);

    Path second = temp.resolve("second");
    plan(inventory, second, "--delete").expect(0).says("the target has no such file");
    JsonNode totals = json(at.program().run("show", second, "--json").expect(0)).get("totals");
    assertThat(totals).hasSize(3);
    at.program()
        .run("show", second, "--rows")
        .expect(0)
        .says("the target's file has other content");
    at.program().run("report", second).expect(5).says("there is no report");
    at.program().run("apply", second, "--no-trash").expect(0);
    assertThat(tree(lost)).isEqualTo(after);
    theReportTellsOf(second);

    long read = at.requests("GetObject");
    plan("live", temp.resolve("third")).expect(0).says("Nothing to do.");
    at.program().run("apply", temp.resolve("third")).expect(0);
    assertThat(at.requests("GetObject")).isEqualTo(read);
  }

  @Test
  void whatIsNoPathIsNamedAndNothingIsWrittenOutside() throws IOException {
    at.fill("photos");
    at.put("photos", "/outside", "1".getBytes(UTF_8));
    at.put("photos", "a//b", "2".getBytes(UTF_8));
    Path plan = temp.resolve("plan");
    plan("live", plan).expect(3).says("2  ").says("problems.csv").says("--rename-unsafe restores");
    at.program().run("show", plan, "--problems").expect(0).says("/outside").says("a//b");
    at.program().run("apply", plan).expect(3).says((FILES + 2) + "  done");
    at.program().run("report", plan).expect(3).says("problems.csv");
    assertThat(temp.resolve("lost/outside")).doesNotExist();
    assertThat(tree(lost)).isEqualTo(tree(at.source()));

    Path renamed = temp.resolve("renamed");
    plan("live", renamed, "--rename-unsafe").expect(0);
    at.program().run("apply", renamed).expect(0).says("2  done");
    assertThat(tree(lost)).hasSize(FILES + 4).containsValues("1", "2");
  }

  @Test
  void aFileThatChangedSinceThePlanIsLeftAlone() throws IOException {
    at.fill("photos");
    Path plan = temp.resolve("plan");
    plan("live", plan).expect(0);
    Files.createDirectories(lost);
    Files.writeString(lost.resolve("empty"), "mine");
    at.put("photos", "a/b 0/ü\n0", "theirs".getBytes(UTF_8));
    at.program().run("apply", plan).expect(3).says("2  drifted");
    assertThat(lost.resolve("empty")).hasContent("mine");
    assertThat(lost.resolve("a/b 0/ü\n0")).doesNotExist();
    at.program().run("status", plan).expect(3).says("2  drifted");
    at.program().run("report", plan).expect(3).says("2 drifted").says("Proven");
    Files.writeString(plan.resolve("journal.log"), "torn", StandardOpenOption.APPEND);
    at.program().run("report", plan).expect(5).says("the journal has changed since");
  }

  private void theReportTellsOf(Path plan) throws IOException {
    JsonNode report = json(at.program().run("report", plan, "--json").expect(0)).get(0);
    assertThat(report.at("/proven").asBoolean()).isTrue();
    JsonNode content = report.get("report");
    assertThat(content.get("source").asText()).isEqualTo("s3://photos/");
    assertThat(content.get("destination").asText()).isEqualTo(lost.toRealPath().toString());
    JsonNode figures = content.get("figures");
    assertThat(figures.get("balanced").asBoolean()).isTrue();
    assertThat(figures.at("/actions/fetch/done/rows").asLong()).isEqualTo(FILES / 5 + 1);
    assertThat(figures.at("/actions/remove/done/rows").asLong()).isEqualTo(1);
    assertThat(figures.at("/all/left/rows").asLong()).isZero();
    assertThat(content.at("/run/bytesFetched").asLong())
        .isEqualTo(figures.at("/actions/fetch/planned/bytes").asLong());
  }

  @Test
  void whatCannotBeIsSaidInASentence() throws IOException {
    Files.createDirectories(lost);
    Files.writeString(lost.resolve("x"), "1");
    Object[] restore = {
      "restore", "s3://photos", lost, "--inventory", "live", "--out", temp.resolve("p")
    };
    at.program().run(restore).expect(2).says("is not empty; use 'stocktake restore-plan'");
    plan("live", temp.resolve("q"), "--at", "1h").expect(2).says("--at needs an inventory");
    plan("live", temp.resolve("r"), "--delete").expect(4).says("would be removed");
    plan("live", temp.resolve("r")).expect(4).says("there is no object below s3://photos,");
    at.fill("photos");
    plan("live", temp.resolve("s")).expect(0);
    at.program().run("report", temp.resolve("s")).expect(5).says("there is no report");
    at.program().run("show", temp.resolve("s"), "--prefix", "a").expect(2).says("restore plan");
  }

  private Program.Run plan(String inventory, Path plan, Object... more) {
    Object[] first = {"restore-plan", "s3://photos", lost, "--inventory", inventory, "--out", plan};
    return at.program().run(Stream.concat(Stream.of(first), Stream.of(more)).toArray());
  }

  private void change() throws IOException {
    for (int i = 0; i < FILES; i += 5) {
      at.write("a/b " + i % 7 + "/ü\n" + i, ("CONTENT " + i).getBytes(UTF_8));
    }
    Files.delete(at.source().resolve("empty"));
    at.write("new/file", "new".getBytes(UTF_8));
  }

  private static JsonNode json(Program.Run run) throws IOException {
    return new JsonMapper().readTree(run.out());
  }

  private static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(
            root.relativize(path).toString(), new String(Files.readAllBytes(path), ISO_8859_1));
      }
    }
    return files;
  }
}
