package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.lab.fault.Fault;
import io.stocktake.manifests.testing.Golden;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each command prints with {@code --json}: names, order and values of all members. */
class JsonGoldenTest {
  private static final Object[] JOBS = {
    "--role", JobLab.ROLE, "--jobs-at", "s3://reports/jobs", "--json"
  };

  @TempDir private Path temp;
  private JobLab at;
  private Path plan;

  @BeforeEach
  void start() throws IOException {
    at = new JobLab(temp, "photos");
    plan = temp.resolve("plan");
  }

  @AfterEach
  void stop() {
    at.close();
  }

  @Test
  void aPlanAndWhatBecameOfIt() throws IOException {
    fillAndChange();
    at.keepVersions("photos");
    check(
        "plan",
        at.plan("photos", plan, "--delete", "--tag", "on:new Backup=Incremental", "--json"),
        0);
    check("show", at.program().run("show", plan, "--json"), 0);
    check("show-rows", at.program().run("show", plan, "--rows", "--json"), 0);
    check("show-problems", at.program().run("show", plan, "--problems", "--json"), 0);
    at.lab().failNext("PutObject", "new/.*", 100, Fault.of(Fault.Kind.ACCESS_DENIED));
    check("apply", at.program().run("apply", plan, "--json"), 3);
    check("status", at.program().run("status", plan, "--json"), 3);
    check("report", at.program().run("report", plan, "--json"), 3);
    check("verify", verify(), 5);
  }

  private Program.Run verify() throws IOException {
    return at.program()
        .run("verify", at.source(), "s3://photos", "--inventory", at.deliver("photos"), "--json");
  }

  @Test
  void aSync() throws IOException {
    fillAndChange();
    Path out = temp.resolve("sync");
    check(
        "sync",
        at.program()
            .run(
                "sync",
                at.source(),
                "s3://photos",
                "--inventory",
                at.deliver("photos"),
                "--out",
                out,
                "--rows-per-part",
                "1",
                "--json"),
        0);
    check("status-of-sync", at.program().run("status", out, "--json"), 0);
  }

  @Test
  void jobs() throws Exception {
    at.write("kms", "12345".getBytes(UTF_8));
    at.write("other", "54321".getBytes(UTF_8));
    at.fill("photos", "--property", "kms encryption=aws:kms");
    List<Object> tags = new ArrayList<>(List.of("--tag", "Backup=Incremental", "--replace-tags"));
    tags.addAll(List.of("--resolve", "checksum-job"));
    tags.addAll(List.of(JOBS));
    check("plan-resolve", at.plan("photos", plan, tags.toArray()), 0);
    List<Object> resolve = new ArrayList<>(List.of("jobs", "resolve", plan));
    resolve.addAll(List.of("--resolve", "checksum-job"));
    resolve.addAll(List.of(JOBS));
    check("jobs-resolve", at.program().run(resolve.toArray()), 0);
    JobLab.until(() -> at.jobs().stream().allMatch(job -> job.state().isTerminal()));
    String checksums = at.jobs().get(0).id();
    at.lab().jobFaults().failKeys("other", "InternalError");
    at.program().run(JobLab.apply(plan)).expect(3);
    check("jobs-list", at.program().run("jobs", "list", plan, "--json"), 0);
    check(
        "jobs-list-as-s3-sees-them",
        at.program()
            .run("jobs", "list", plan, "--role", JobLab.ROLE, "--jobs-at", "s3://a-b/c", "--json"),
        0);
    check("jobs-report", report(checksums), 0);
    String tagged =
        at.jobs().stream()
            .map(job -> job.id())
            .filter(id -> !id.equals(checksums))
            .findFirst()
            .orElseThrow();
    check("jobs-report-of-failures", report(tagged), 3);
  }

  private Program.Run report(String job) {
    return at.program()
        .run("jobs", "report", job, "--account", at.lab().account(), "--rows", "--json");
  }

  @Test
  void uploads() throws IOException {
    at.write("large", new byte[12 << 20]);
    at.plan("photos", plan).expect(0);
    at.lab().failNext("CompleteMultipartUpload", ".*", 1, Fault.of(Fault.Kind.ACCESS_DENIED));
    at.program().run("apply", plan, "--multipart-threshold", "6Mi", "--part-size", "5Mi").expect(3);
    check("uploads-list", at.program().run("uploads", "list", "s3://photos", "--json"), 0);
    check(
        "uploads-abort",
        at.program().run("uploads", "abort", "s3://photos", "--older-than", "0s", "--json"),
        0);
  }

  @Test
  void inventoriesAndProbes() throws IOException {
    check(
        "inventory-configure",
        at.program()
            .run("inventory", "configure", "s3://photos", "--to", "s3://reports/inv", "--json"),
        0);
    check(
        "inventory-build",
        at.program()
            .run("inventory", "build", "s3://photos", "--out", temp.resolve("inv"), "--json"),
        0);
    check(
        "inventory-latest",
        at.program().run("inventory", "latest", at.deliver("photos"), "--json"),
        0);
    check("probe", at.program().run("probe", "s3://photos/probe", "--json"), 0);
  }

  @Test
  void theLab() throws Exception {
    Process lab =
        new Program()
            .process(List.of(), "lab", "--data", temp.resolve("lab2"), "--port", "0", "--json")
            .start();
    try (BufferedReader out = lab.inputReader(UTF_8)) {
      check("lab", out.readLine());
    } finally {
      lab.destroyForcibly().waitFor();
    }
  }

  /** One object that stays, one that its file is newer than, one without a file, new files. */
  private void fillAndChange() throws IOException {
    for (String name : List.of("same", "d/changed", "d/gone")) {
      at.write(name, ("content of " + name).getBytes(UTF_8));
    }
    at.fill("photos");
    at.write("d/changed", "CONTENT of d/changed".getBytes(UTF_8));
    Files.delete(at.source().resolve("d/gone"));
    at.write("new/ü, \"1\"", "content 1".getBytes(UTF_8));
    at.write("new/2", "content no. 2".getBytes(UTF_8));
    Files.createSymbolicLink(at.source().resolve("link"), Path.of("same"));
  }

  private void check(String name, Program.Run run, int exit) throws IOException {
    check(name, run.expect(exit).out());
  }

  private void check(String name, String out) throws IOException {
    Golden.check("json/" + name + ".json", new RepeatableJson(temp).of(out).getBytes(UTF_8));
  }
}
