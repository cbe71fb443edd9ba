package io.stocktake.executor.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.batch.create.AuxiliaryJobRecord;
import io.stocktake.executor.batch.create.JobLabel;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.jobs.JobRequest;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.batch.jobs.JobsException.Kind;
import io.stocktake.executor.batch.jobs.RestoreTerms;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobChangeTest {
  private static final S3Location REPORTS = S3Location.parse("s3://ops/r/");

  @TempDir private Path base;
  private final OneJob jobs = new OneJob();
  private PlanBundle plan;

  @BeforeEach
  void begin() throws IOException {
    plan = new TestPlan(base).create("new", "1").seal();
  }

  /** One job of the account, in a state that a test gives it. */
  private static final class OneJob implements BatchJobs {
    private final List<String> sent = new ArrayList<>();
    private JobState state = JobState.NEW;
    private Optional<JobState> afterRequest = Optional.empty();
    private Optional<Kind> refusal = Optional.empty();
    private String description = "";
    private Optional<Kind> unseen = Optional.empty();

    private Job job() {
      return new Job(
          "id-1",
          state,
          new Job.Task("S3ComputeObjectChecksum", Optional.empty(), false),
          description,
          1,
          Optional.empty(),
          state == JobState.FAILED ? List.of("X: y") : List.of(),
          Optional.empty());
    }

    @Override
    public Job describe(String id) throws JobsException {
      assertThat(id).isEqualTo("id-1");
      if (unseen.isPresent()) {
        throw new JobsException(unseen.get(), "no");
      }
      return job();
    }

    @Override
    public List<Job> list(Set<JobState> states) {
      return List.of(job());
    }

    private void send(String what) throws JobsException {
      sent.add(what);
      state = afterRequest.orElse(state);
      if (refusal.isPresent()) {
        throw new JobsException(refusal.get(), "S3 answered no");
      }
    }

    @Override
    public void confirm(String id, String reason) throws JobsException {
      send("confirm");
    }

    @Override
    public void cancel(String id, String reason) throws JobsException {
      send("cancel");
    }

    @Override
    public void updatePriority(String id, int priority) throws JobsException {
      send("priority " + priority);
    }

    @Override
    public String create(JobRequest request) {
      throw new AssertionError("no job is made");
    }

    @Override
    public void close() {}
  }

  private void remember(JobOperation work, String id) throws IOException {
    AuxiliaryJobRecord.of(work, REPORTS, 3).withId(id).write(plan);
  }

  @ParameterizedTest
  @CsvSource({
    "confirm,  SUSPENDED,  true,  confirmed",
    "confirm,  PREPARING,  false, try again later",
    "confirm,  NEW,        false, try again later",
    "confirm,  READY,      true,  does not wait",
    "confirm,  ACTIVE,     true,  does not wait",
    "confirm,  PAUSED,     true,  does not wait",
    "confirm,  COMPLETING, true,  does not wait",
    "confirm,  CANCELLING, false, cannot be confirmed any more",
    "confirm,  FAILING,    false, cannot be confirmed any more",
    "confirm,  FAILED,     false, is failed (X: y): it has ended",
    "confirm,  CANCELLED,  false, is cancelled: it has ended",
    "confirm,  COMPLETE,   true,  is complete: it has ended",
    "cancel,   SUSPENDED,  true,  told to end",
    "cancel,   PREPARING,  true,  told to end",
    "cancel,   PAUSING,    true,  told to end",
    "cancel,   COMPLETING, false, ends by itself",
    "cancel,   CANCELLING, true,  ends by itself",
    "cancel,   FAILING,    true,  ends by itself",
    "cancel,   COMPLETE,   true,  it has ended",
    "cancel,   FAILED,     true,  it has ended",
    "priority, NEW,        true,  new priority",
    "priority, SUSPENDED,  true,  new priority",
    "priority, ACTIVE,     true,  new priority",
    "priority, FAILING,    true,  no tasks left",
    "priority, CANCELLED,  true,  it has ended",
  })
  void eachStateHasItsSentence(String verb, JobState state, boolean good, String sentence)
      throws IOException {
    remember(JobOperation.checksum("images"), "id-1");
    jobs.state = state;

    List<JobChange.Change> changes = of(verb).of(plan, jobs);

    assertThat(changes).hasSize(1);
    assertThat(changes.get(0).name()).isEqualTo("checksum job");
    assertThat(changes.get(0).good()).isEqualTo(good);
    assertThat(changes.get(0).sentence()).contains(sentence);
    boolean wanted = sentence.matches("confirmed|told to end|new priority");
    assertThat(jobs.sent).hasSize(wanted ? 1 : 0);
  }

  private static JobChange of(String verb) {
    return switch (verb) {
      case "confirm" -> JobChange.confirm();
      case "cancel" -> JobChange.cancel();
      default -> JobChange.priority(7);
    };
  }

  /** The job went on between the look at it and the request. */
  @Test
  void aJobThatWentOnMeanwhileIsToldByItsNewState() throws IOException {
    remember(JobOperation.checksum("images"), "id-1");
    jobs.state = JobState.SUSPENDED;
    jobs.afterRequest = Optional.of(JobState.CANCELLED);
    jobs.refusal = Optional.of(Kind.WRONG_STATE);
    assertThat(JobChange.confirm().of(plan, jobs).get(0).sentence()).contains("is cancelled");
    jobs.state = JobState.ACTIVE;
    jobs.afterRequest = Optional.of(JobState.COMPLETE);
    jobs.refusal = Optional.of(Kind.DENIED);
    assertThat(JobChange.priority(3).of(plan, jobs).get(0).sentence()).contains("is complete");
    jobs.state = JobState.ACTIVE;
    jobs.afterRequest = Optional.empty();
    jobs.refusal = Optional.of(Kind.WRONG_STATE);
    JobChange.Change refused = JobChange.cancel().of(plan, jobs).get(0);
    assertThat(refused.good()).isFalse();
    assertThat(refused.sentence()).isEqualTo("is active, and S3 answered no");
    jobs.refusal = Optional.of(Kind.DENIED);
    assertThatThrownBy(() -> JobChange.cancel().of(plan, jobs)).hasMessageContaining("no");
  }

  @Test
  void aJobWhoseIdWasLostIsFoundByItsDescription() throws IOException {
    JobOperation work =
        JobOperation.restore("old", new RestoreTerms(Optional.of(7), RestoreTerms.Tier.BULK));
    remember(work, "");
    jobs.state = JobState.SUSPENDED;
    JobChange.Change lost = JobChange.confirm().of(plan, jobs).get(0);
    assertThat(lost.good()).isFalse();
    assertThat(lost.sentence()).contains("S3 lists no such job");
    jobs.description = JobLabel.of(plan, "restore-7-bulk job", "token");

    assertThat(JobChange.confirm().of(plan, jobs))
        .containsExactly(new JobChange.Change("restore-7-bulk job", "id-1", true, "confirmed"));
    jobs.unseen = Optional.of(Kind.NO_SUCH_JOB);
    assertThat(JobChange.cancel().of(plan, jobs).get(0).sentence()).contains("does not know it");
    assertThat(JobStatus.list(plan, Optional.of(jobs)).get(0).state()).isEqualTo("begun");
    remember(work, "id-1");
    assertThat(JobStatus.list(plan, Optional.of(jobs)).get(0).state()).isEqualTo("unknown to S3");
    jobs.unseen = Optional.of(Kind.DENIED);
    assertThatThrownBy(() -> JobChange.cancel().of(plan, jobs)).hasMessageContaining("no");
  }

  @Test
  void aRecordThatIsDamagedIsNamed() throws IOException {
    Files.writeString(plan.directory().resolve("checksum-job.json"), "{\"format\"");

    assertThatThrownBy(() -> JobStatus.list(plan, Optional.empty()))
        .hasMessageContaining("checksum-job.json is damaged")
        .hasMessageContaining("jobs resolve");
  }
}
