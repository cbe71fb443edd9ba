package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.lab.fault.Fault;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.io.ConditionalFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs never write below one destination at the same time. */
class LeaseTest {
  private static final int FILES = 60;

  @TempDir private Path temp;
  private Lab lab;
  private Program program;
  private AwsSession session;
  private Path source;

  @BeforeEach
  void start() throws IOException {
    lab = Lab.start(LabOptions.in(temp.resolve("lab")));
    lab.createBucket("photos");
    program = Program.on(lab);
    session =
        AwsSession.open(
            AwsSettings.none().withEndpoint(lab.endpoint()).withRegion(lab.region()), 4);
    source = Files.createDirectory(temp.resolve("source"));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(source.resolve("f" + i), "content " + i);
    }
  }

  @AfterEach
  void stop() {
    session.close();
    lab.close();
  }

  @Test
  void itCostsTwoRequestsAndIsGoneAtTheEnd() throws IOException {
    Path plan = plan("plan", "s3://photos/p");
    lab.resetRequestCounts();
    program.run("apply", plan).expect(0);
    Map<String, Long> requests = lab.requestCounts();
    assertThat(requests).containsEntry("PutObject", FILES + 1L).containsEntry("DeleteObject", 1L);
    assertThat(lease("p/.stocktake").list()).isEmpty();

    lab.resetRequestCounts();
    program.run("apply", plan("again", "s3://photos/p")).expect(0);
    assertThat(lab.requestCounts())
        .as("a plan that changes nothing")
        .doesNotContainKey("PutObject");
    program.run("apply", plan("other", "s3://photos/q"), "--no-lease").expect(0);
    assertThat(lab.requestCounts()).containsEntry("PutObject", (long) FILES);
  }

  @Test
  void whileOneRunHoldsItOthersAreRefused() throws Exception {
    Path plan = plan("plan", "s3://photos/p");
    Path other = plan("other", "s3://photos/p");
    slowDown(FILES);
    CompletableFuture<Program.Run> first =
        CompletableFuture.supplyAsync(() -> program.run("apply", plan, "--max-in-flight", "2"));
    JobLab.until(() -> lease("p/.stocktake").list().contains("lease"));

    program
        .run("apply", other)
        .expect(4)
        .says("another run writes below this destination: " + System.getProperty("user.name"))
        .says(" with " + plan + ", since 20")
        .says("nothing was done");
    program.run("status", other).expect(3).says(FILES + "  left to do");
    program.run("apply", plan).expect(4).says("another apply of " + plan);
    program
        .run("sync", source, "s3://photos/p", "--inventory", "live", "--out", temp.resolve("sync"))
        .expect(4)
        .says(" with " + plan + ", since 20");
    assertThat(temp.resolve("sync/part-00001")).doesNotExist();
    program
        .run(
            "plan",
            source,
            "s3://photos/p",
            "--inventory",
            "live",
            "--delete",
            "--out",
            temp.resolve("meanwhile"))
        .expect(0)
        .says("0  only in the bucket");
    assertThat(first).isNotDone();
    lab.clearFaults();
    first.get().expect(0);
  }

  @Test
  void aRunThatWasKilledDoesNotKeepTheNextOneAway() throws Exception {
    Path plan = plan("plan", "s3://photos");
    slowDown(10_000);
    Process killed =
        program
            .process(List.of(), "apply", plan, "--max-in-flight", "2")
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("said").toFile())
            .start();
    JobLab.until(() -> lease(".stocktake").list().contains("lease"));
    killed.destroyForcibly().waitFor();
    lab.clearFaults();
    assertThat(lease(".stocktake").list()).containsExactly("lease");

    program.run("apply", plan).expect(0).says("took over the lease of ");
    assertThat(lease(".stocktake").list()).isEmpty();
    program
        .run(
            "plan",
            source,
            "s3://photos",
            "--inventory",
            "live",
            "--exit-code",
            "--out",
            temp.resolve("end"))
        .expect(0);
  }

  @Test
  void oneThatWasNotRenewedIsTakenOverWhenItsTimeIsOverByTheStoresClock() throws IOException {
    String other =
        "{\"format\":\"stocktake-lease/1\",\"run\":\"r\",\"host\":\"elsewhere\",\"machine\":\"m\","
            + "\"process\":1,\"user\":\"bob\",\"plan\":\"/p\",\"since\":\"2026-11-01T00:00:00Z\","
            + "\"lastsSeconds\":300,\"renewals\":7}";
    Path plan = plan("plan", "s3://photos");
    Path text = Files.writeString(temp.resolve("text"), other);
    Optional<ETag> etag =
        lease(".stocktake").put("lease", text, 0, Files.size(text), Optional.empty());
    program.run("apply", plan).expect(4).says("bob on elsewhere (process 1) with /p, since 2026");
    lease(".stocktake").delete("lease", etag.orElseThrow());

    Clock late = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-400));
    try (Lab old = Lab.start(LabOptions.in(temp.resolve("old")).withClock(late));
        AwsSession there =
            AwsSession.open(
                AwsSettings.none().withEndpoint(old.endpoint()).withRegion(old.region()), 4)) {
      Program later = Program.on(old); // from here on with the keys of this lab
      old.createBucket("photos");
      there
          .files(new S3Location("photos", ".stocktake"))
          .put("lease", text, 0, Files.size(text), Optional.empty());
      later.run("apply", plan).expect(0).says("took over the lease of bob on elsewhere");
    }
  }

  @Test
  void aRunThatLosesItStopsAndIsResumed() throws Exception {
    Path plan = plan("plan", "s3://photos");
    slowDown(10_000);
    CompletableFuture<Program.Run> run =
        CompletableFuture.supplyAsync(
            () -> program.run("apply", plan, "--max-in-flight", "2", "--lease-time", "3s"));
    JobLab.until(() -> lease(".stocktake").list().contains("lease"));
    takeAway(lease(".stocktake"));

    run.get()
        .expect(1)
        .says("lost its lease s3://photos/.stocktake/lease")
        .says("run apply again to resume");
    lab.clearFaults();
    program.run("status", plan).expect(3).says("left to do");
    program.run("apply", plan).expect(4).says("another run writes below this destination");
    ConditionalFiles folder = lease(".stocktake");
    folder.delete("lease", folder.head("lease").orElseThrow().etag());
    program.run("apply", plan).expect(0);
  }

  @Test
  void aSyncThatLosesItStopsToo() throws Exception {
    slowDown(10_000);
    Path out = temp.resolve("sync");
    CompletableFuture<Program.Run> run =
        CompletableFuture.supplyAsync(
            () ->
                program.run(
                    "sync",
                    source,
                    "s3://photos",
                    "--inventory",
                    "live",
                    "--out",
                    out,
                    "--rows-per-part",
                    "20",
                    "--max-in-flight",
                    "2",
                    "--lease-time",
                    "3s"));
    JobLab.until(() -> lease(".stocktake").list().contains("lease"));
    takeAway(lease(".stocktake"));
    run.get().expect(1).says("lost its lease").says("Not done yet: stocktake apply ");
  }

  @Test
  void itMayBeKeptElsewhereButNotAmongTheObjects() throws IOException {
    Path plan = plan("plan", "s3://photos/p");
    program.run("apply", plan, "--lease-key", "p/lease").expect(2).says("is among the objects");
    program.run("apply", plan, "--lease-key", "locks/").expect(2).says("is not the key");
    program.run("apply", plan, "--lease-time", "1s").expect(2).says("--lease-time must be 3s to");
    lab.failNext("PutObject", "locks/p", 2, Fault.of(Fault.Kind.ACCESS_DENIED));
    program.run("apply", plan, "--lease-key", "locks/p").expect(1).says("--no-lease");
    program.run("apply", plan, "--lease-key", "locks/p").expect(0);
  }

  /** What another machine would do that believes the holder dead. */
  private static void takeAway(ConditionalFiles folder) throws Exception {
    Path other = Files.createTempFile("lease", ".json");
    JobLab.until(
        () -> {
          Optional<ETag> seen = folder.fetch("lease", other);
          Files.write(
              other,
              Files.readString(other).replaceAll("\"run\" : \"[^\"]*", "$0x").getBytes(UTF_8));
          return folder.put("lease", other, 0, Files.size(other), seen).isPresent();
        });
    Files.delete(other);
  }

  private void slowDown(int requests) {
    lab.failNext("PutObject", ".*f[0-9]+", requests, Fault.delay(Duration.ofMillis(300)));
  }

  private ConditionalFiles lease(String folder) {
    return session.files(new S3Location("photos", folder));
  }

  private Path plan(String name, String destination) {
    Path plan = temp.resolve(name);
    program
        .run("plan", source, destination, "--inventory", "live", "--delete", "--out", plan)
        .expect(0);
    return plan;
  }
}
