package io.stocktake.cli;

import static io.stocktake.cli.JobLab.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.lab.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsFaultTest {
  private static final int FEW = 260;

  /** S3 gives up a job of which more than half has failed, once it has tried a thousand tasks. */
  private static final int MANY = 1_300;

  private static final Map<String, String> TAGS = Map.of("Backup", "Incremental");

  @TempDir private Path temp;
  @AutoClose private JobLab at;
  private Path plan;
  private List<String> keys;

  private void start(int files) throws IOException {
    at = new JobLab(temp, "photos");
    for (int folder = 0; folder < 10; folder++) {
      at.seed("photos", "d" + folder + "/", files / 10);
    }
    keys = at.keys();
    plan = temp.resolve("plan");
    at.plan("photos", plan, "--tag", "Backup=Incremental", "--replace-tags").expect(0);
    at.lab().resetRequestCounts();
  }

  @Test
  void theSecondOfTwoDriversIsRefused() throws Exception {
    start(FEW);
    at.lab().jobFaults().slowTasks(Duration.ofMillis(15));
    Path output = temp.resolve("output");
    Process first =
        at.program()
            .process(List.of(), JobLab.apply(plan))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    until(() -> !at.jobs().isEmpty());

    Program.Run second = apply(plan);

    assertThat(first.isAlive()).as(Files.readString(output)).isTrue();
    second.expect(4);
    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).as(Files.readString(output)).isZero();
    assertAllDone();
    assertThat(at.requests("CreateJob")).isEqualTo(1);
    assertJobs(1);
  }

  @Test
  void aLostAnswerOfCreateJobMakesNoSecondJob() throws IOException {
    start(FEW);
    at.lab().failNext("CreateJob", "(?s).*", 2, Fault.of(Fault.Kind.LOST_ANSWER));

    apply(plan).expect(0);

    assertAllDone();
    assertThat(at.requests("CreateJob")).isEqualTo(3);
    assertJobs(1);
  }

  @Test
  void aLateReportIsWaitedFor() throws IOException {
    start(FEW);
    at.lab().jobFaults().lateReports(Duration.ofSeconds(3));

    apply(plan).expect(0);

    assertAllDone();
    assertJobs(1);
  }

  @Test
  void aReportThatComesTooLateLeavesRowsUnknownUntilTheyAreAskedAbout() throws IOException {
    start(FEW);
    at.lab().jobFaults().lateReports(Duration.ofMinutes(5));

    at.program().run(JobLab.apply(plan, "--report-within", 1)).expect(3).says("unknown");

    assertThat(at.status(plan)).isEqualTo(Map.of("unknown", (long) keys.size()));
    assertAllTagged();
    at.lab().jobFaults().clear();
    apply(plan).expect(0);
    assertAllDone();
    assertJobs(1);
  }

  @Test
  void aCanaryThatFailsKeepsTheOtherJobFromBeingMade() throws IOException {
    start(MANY);
    at.lab().jobFaults().failShare(0.5, "AccessDenied");

    Program.Run run = at.program().run(JobLab.apply(plan, "--canary-above", 100));

    run.expect(3).says("held back").says("failed; the rest is not sent before they succeed");
    assertJobs(1);
    assertThat(at.requests("CreateJob")).isEqualTo(1);
    Map<String, Long> status = at.status(plan);
    assertThat(status).containsKeys("done", "failed").containsEntry("skipped", keys.size() - 100L);
    at.lab().jobFaults().clear();
    at.program().run(JobLab.apply(plan, "--canary-above", 100)).expect(0);
    assertAllDone();
    assertJobs(3);
  }

  @Test
  void aJobThatFailsKeepsWhatItDidAndTheRestGoesByAnother() throws IOException {
    start(MANY);
    at.lab().jobFaults().failShare(0.6, "AccessDenied");

    apply(plan).expect(3).says("failed (JobFailureRateExceeded").says(" without a result");

    Map<String, Long> status = at.status(plan);
    assertThat(status).containsOnlyKeys("done", "failed", "skipped");
    at.program()
        .run("status", plan)
        .says("failed (JobFailureRateExceeded")
        .says("before it reached this object; run apply again");
    at.lab().jobFaults().clear();
    at.lab().resetRequestCounts();
    apply(plan).expect(0);
    assertThat(at.requests("CreateJob")).isEqualTo(1);
    assertThat(at.requests("GetObjectTagging")).as("no row is asked about").isZero();
    assertAllDone();
    assertJobs(2);
  }

  @Test
  void aJobThatIsRefusedDoesNotKeepFilesFromBeingUploaded() throws IOException {
    start(FEW);
    at.write("new", "new".getBytes(UTF_8));
    Path more = temp.resolve("more");
    at.plan("photos", more, "--tag", "on:same Backup=Incremental", "--replace-tags").expect(0);
    at.lab().failNext("CreateJob", "(?s).*", 1, Fault.of(Fault.Kind.ACCESS_DENIED));

    apply(more).expect(3).says("not created").says("AccessDenied");

    assertThat(at.status(more)).isEqualTo(Map.of("done", 1L, "failed", (long) keys.size()));
    assertThat(at.exists("photos", "new")).isTrue();
    assertThat(at.jobs()).isEmpty();
    apply(more).expect(0);
    assertThat(at.status(more)).isEqualTo(Map.of("done", keys.size() + 1L));
    assertAllTagged();
    assertJobs(1);
  }

  @Test
  void whatAJobThatFailedLeftIsDoneByTheResidualPlan() throws IOException {
    start(MANY);
    at.lab().jobFaults().failShare(0.6, "InternalError");

    apply(plan).expect(3);

    assertThat(at.jobs()).extracting(Job::state).containsExactly(JobState.FAILED);
    Map<String, Outcome> outcomes = assertTrueOutcomes();
    assertThat(outcomes.values())
        .contains(Outcome.DONE, Outcome.FAILED, Outcome.SKIPPED)
        .isSubsetOf(EnumSet.of(Outcome.DONE, Outcome.FAILED, Outcome.SKIPPED));
    at.lab().jobFaults().clear();

    apply(plan.resolve("residual-1")).expect(0);

    assertAllTagged();
    assertJobs(2);
  }

  @Test
  void whatAJobThatFailedLeftIsDoneByTheSamePlan() throws IOException {
    start(MANY);
    at.lab().jobFaults().failShare(0.6, "InternalError");
    apply(plan).expect(3);
    at.lab().jobFaults().clear();

    apply(plan).expect(0);

    assertAllDone();
    assertJobs(2);
  }

  @Test
  void aJobCancelledFromOutsideIsTakenForWhatItDid() throws Exception {
    start(FEW);
    at.lab().jobFaults().slowTasks(Duration.ofMillis(20));
    CompletableFuture<Program.Run> run = CompletableFuture.supplyAsync(() -> apply(plan));
    until(() -> at.jobs().stream().anyMatch(Job::mayHaveActed));

    at.program().run("jobs", "cancel", plan, "--role", JobLab.ROLE).expect(0);

    run.get(60, TimeUnit.SECONDS).expect(3);
    assertThat(at.jobs()).extracting(Job::state).containsExactly(JobState.CANCELLED);
    Map<String, Outcome> outcomes = assertTrueOutcomes();
    assertThat(outcomes.values()).contains(Outcome.DONE, Outcome.SKIPPED);
    at.lab().jobFaults().clear();

    apply(plan).expect(0);

    assertAllDone();
    assertDistinctJobs();
  }

  @Test
  void anOverwrittenManifestEndsItsJobBeforeItBegins() throws Exception {
    start(FEW);
    at.lab().jobFaults().slowPreparation(Duration.ofSeconds(3));
    CompletableFuture<Program.Run> run = CompletableFuture.supplyAsync(() -> apply(plan));
    until(() -> !at.jobs().isEmpty());

    at.overwriteManifest("photos," + keys.get(0) + "\n");

    run.get(60, TimeUnit.SECONDS).expect(3);
    assertThat(at.jobs()).extracting(Job::state).containsExactly(JobState.FAILED);
    assertThat(assertTrueOutcomes().values()).containsOnly(Outcome.FAILED);
    at.lab().jobFaults().clear();

    apply(plan).expect(0);

    assertAllDone();
    assertJobs(2);
  }

  /** On two machines no lock helps, but the token does. */
  @Test
  void driversOfCopiesOfAPlanFollowTheSameJob() throws Exception {
    start(FEW);
    Path copy = Files.createDirectory(temp.resolve("copy"));
    try (Stream<Path> files = Files.list(plan)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    at.lab().jobFaults().slowTasks(Duration.ofMillis(10));
    CompletableFuture<Program.Run> run = CompletableFuture.supplyAsync(() -> apply(plan));
    CompletableFuture<Program.Run> other = CompletableFuture.supplyAsync(() -> apply(copy));

    run.get(60, TimeUnit.SECONDS).expect(0);
    other.get(60, TimeUnit.SECONDS).expect(0);

    assertAllDone();
    assertThat(at.status(copy)).isEqualTo(Map.of("done", (long) keys.size()));
    assertJobs(1);
  }

  private Program.Run apply(Path what) {
    return at.program().run(JobLab.apply(what, "--canary-above", 1_000_000));
  }

  private void assertAllDone() throws IOException {
    Map<String, Long> status = at.status(plan);
    assertThat(status.keySet()).isSubsetOf("done", "already-done");
    assertAllTagged();
  }

  private void assertAllTagged() throws IOException {
    assertThat(new HashSet<>(at.tags("photos", keys).values())).containsExactly(TAGS);
  }

  /** Done means tagged and failed means not; unknown may be both. */
  private Map<String, Outcome> assertTrueOutcomes() throws IOException {
    at.status(plan);
    Map<String, Outcome> outcomes = JobLab.outcomes(plan, keys);
    Map<String, Map<String, String>> tags = at.tags("photos", keys);
    outcomes.forEach(
        (key, outcome) -> {
          if (outcome != Outcome.UNKNOWN) {
            assertThat(tags.get(key))
                .as("%s is %s", key, outcome)
                .isEqualTo(outcome == Outcome.DONE ? TAGS : Map.of());
          }
        });
    return outcomes;
  }

  private void assertJobs(int wanted) throws IOException {
    assertThat(at.jobs()).hasSize(wanted);
    assertDistinctJobs();
  }

  private void assertDistinctJobs() throws IOException {
    Set<String> descriptions = new HashSet<>();
    for (Job job : at.jobs()) {
      assertThat(descriptions.add(job.description())).as("%s exists twice", job).isTrue();
    }
  }
}
