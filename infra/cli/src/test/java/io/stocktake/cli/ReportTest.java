package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stocktake.lab.fault.Fault;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report tells what became of every row, over all runs, and cannot be made to tell another. */
class ReportTest {
  private static final int FILES = 400;

  @TempDir private Path temp;
  @AutoClose private JobLab at;
  private Path plan;

  @BeforeEach
  void start() throws IOException {
    at = new JobLab(temp, "photos");
    plan = temp.resolve("plan");
  }

  private void write(int files) throws IOException {
    for (int i = 0; i < files; i++) {
      at.write("d" + i % 4 + "/f" + i, ("content " + i).getBytes(UTF_8));
    }
    at.write("top", "at the top".getBytes(UTF_8));
  }

  @Test
  void killedAndResumedItStillBalances() throws Exception {
    write(FILES);
    at.plan("photos", plan).expect(0);
    at.program().run("report", plan).expect(5).says("there is no report");
    at.lab().failNext("PutObject", ".*f[0-9]+", 10_000, Fault.delay(Duration.ofMillis(20)));
    Process killed =
        at.program()
            .process(List.of(), "apply", plan, "--max-in-flight", "4")
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("said").toFile())
            .start();
    Path journal = plan.resolve("journal.log");
    JobLab.until(() -> Files.exists(journal) && Files.size(journal) > 2_000);
    killed.destroyForcibly().waitFor();
    at.lab().clearFaults();
    at.program().run("report", plan).expect(5).says("there is no report");

    at.program().run("apply", plan).expect(0);
    JsonNode figures = figures(at.program().run("report", plan, "--json").expect(0));
    assertThat(figures.get("balanced").asBoolean()).isTrue();
    assertThat(figures.at("/all/planned/rows").asLong()).isEqualTo(FILES + 1);
    long done = figures.at("/all/done/rows").asLong();
    assertThat(done + figures.at("/all/already-done/rows").asLong()).isEqualTo(FILES + 1);
    assertThat(figures.at("/folders/d3~1/planned/rows").asLong()).isEqualTo(FILES / 4);
    assertThat(figures.get("folders").get("").at("/planned/bytes").asLong()).isEqualTo(10);
    assertThat(figures.at("/actions/upload")).isEqualTo(figures.get("all"));

    Files.writeString(journal, "torn", StandardOpenOption.APPEND);
    at.program().run("report", plan).expect(5).says("the journal has changed since");
    at.program().run("apply", plan).expect(0);
    at.program().run("report", plan).expect(0).says("Proven");
  }

  @Test
  void whatFailedAndWhatIsLeftIsInItToo() throws IOException {
    write(8);
    at.plan("photos", plan).expect(0);
    at.lab().failNext("PutObject", "d1/.*", 100, Fault.of(Fault.Kind.ACCESS_DENIED));
    at.put("photos", "d2/f2", "another".getBytes(UTF_8));
    at.program().run("apply", plan).expect(3);
    JsonNode figures = figures(at.program().run("report", plan, "--json").expect(3));
    assertThat(figures.at("/all/failed/rows").asLong()).isEqualTo(2);
    assertThat(figures.at("/folders/d1~1/failed/rows").asLong()).isEqualTo(2);
    assertThat(figures.at("/folders/d2~1/drifted/rows").asLong()).isEqualTo(1);
    assertThat(figures.at("/all/done/rows").asLong()).isEqualTo(6);
    at.lab().clearFaults();
    at.program().run("apply", plan).expect(3);
    figures = figures(at.program().run("report", plan, "--json").expect(3));
    assertThat(figures.at("/all/failed/rows").asLong()).isZero();
    assertThat(figures.at("/all/done/rows").asLong()).isEqualTo(8);
  }

  @Test
  void aRunThatGivesUpReportsWhy() throws IOException {
    write(1_200);
    at.plan("photos", plan).expect(0);
    at.lab().failNext("PutObject", ".*f[0-9]+", 100_000, Fault.of(Fault.Kind.ACCESS_DENIED));
    at.program().run("apply", plan).expect(1);
    JsonNode report = JobLab.json(at.program().run("report", plan, "--json").expect(3)).get(0);
    assertThat(report.at("/report/run/failure").asText()).contains("requests failed in a row");
    assertThat(report.at("/report/figures/all/left/rows").asLong()).isPositive();
  }

  @Test
  void aReportThatWasTamperedWithIsFoundOut() throws IOException {
    write(8);
    at.plan("photos", plan).expect(0);
    at.program().run("apply", plan).expect(0);
    at.program().run("report", plan).expect(0);
    Path file = plan.resolve("report.json");
    String whole = Files.readString(file);
    ObjectNode json = (ObjectNode) new JsonMapper().readTree(whole);

    ((ObjectNode) json.at("/figures/all/done")).put("rows", 7);
    Files.writeString(file, json.toString());
    at.program().run("report", plan).expect(5).says("altered after it was sealed");
    json.put("seal", sealed(json));
    Files.writeString(file, json.toString());
    at.program()
        .run("report", plan)
        .expect(5)
        .says("NOT PROVEN: its figures are not what plan and journal say");

    Files.writeString(file, whole);
    at.program().run("report", plan).expect(0);
    Path rows = plan.resolve("changes-00001.csv");
    String before = Files.readString(rows);
    Files.writeString(rows, before.replace("d1/f1,", "d1/fX,"));
    at.program().run("report", plan).expect(5).says("was altered after the plan was sealed");
    Files.writeString(rows, before);
    Path problems = plan.resolve("problems.csv");
    String none = Files.readString(problems);
    Files.writeString(problems, "x,nonsense,\n", StandardOpenOption.APPEND);
    at.program()
        .run("report", plan)
        .expect(5)
        .says("NOT PROVEN: ")
        .says("problems.csv was altered");
    JsonNode altered = JobLab.json(at.program().run("report", plan, "--json").expect(5));
    assertThat(altered.at("/0/proven").asBoolean(true)).isFalse();
    Files.writeString(problems, none);
    Files.delete(plan.resolve("journal.log"));
    at.program().run("report", plan).expect(5).says("the journal that it tells of is gone");
    Files.writeString(file, "{");
    at.program().run("report", plan).expect(5).says("is not a report");
  }

  @Test
  void eachPartOfASyncHasOne() throws IOException {
    write(8);
    Path out = temp.resolve("sync");
    at.program()
        .run(
            "sync",
            at.source(),
            "s3://photos",
            "--inventory",
            "live",
            "--out",
            out,
            "--rows-per-part",
            "3")
        .expect(0);
    assertThat(JobLab.json(at.program().run("report", out, "--json").expect(0))).hasSize(4);
  }

  /** As {@code jq -cjS 'del(.seal)' | sha256sum} would have it. */
  private static String sealed(ObjectNode json) {
    json.remove("seal");
    return Digests.hex(Digests.sha256().digest(sorted(json).toString().getBytes(UTF_8)));
  }

  private static JsonNode sorted(JsonNode json) {
    if (!json.isObject()) {
      return json;
    }
    TreeMap<String, JsonNode> members = new TreeMap<>();
    json.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
    ObjectNode object = new JsonMapper().createObjectNode();
    members.forEach(object::set);
    return object;
  }

  private static JsonNode figures(Program.Run run) throws IOException {
    return JobLab.json(run).at("/0/report/figures");
  }
}
