package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobStatesTest extends JobTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(2);

  @BeforeEach
  void prepare() {
    buckets();
    s3.put(source, "a", "1");
    s3.put(source, "b", "2");
  }

  private String confirmed(String request) {
    return request.replace("<ConfirmationRequired>false", "<ConfirmationRequired>true");
  }

  private Reply update(String id, String status) {
    return control(
        "POST", "/" + id + "/status?requestedJobStatus=" + status + "&statusUpdateReason=why", "");
  }

  /** A manifest of keys that are not there. */
  private String absent(int count) {
    return keys(IntStream.range(0, count).mapToObj(i -> "absent-" + i).toArray(String[]::new));
  }

  @Test
  void aJobThatNeedsConfirmationWaitsForIt() {
    String id = create(confirmed(request(TAG_JOB, keys("a"))));
    Reply suspended = await(id, "Suspended");
    assertThat(suspended.one("SuspendedCause")).isEqualTo("Awaiting confirmation");
    assertThat(suspended.one("SuspendedDate")).isNotEmpty();
    assertThat(suspended.one("TotalNumberOfTasks")).isEqualTo("1");
    assertThat(tags("a")).isEmpty();
    Reply ready = update(id, "Ready");
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.one("StatusUpdateReason")).isEqualTo("why");
    Reply complete = await(id, "Complete");
    assertThat(complete.one("StatusUpdateReason")).isEqualTo("why");
    assertThat(tags("a")).isEqualTo("k=v");
  }

  @Test
  void confirmationIsRequiredUnlessTheRequestSaysNot() {
    String request = request(TAG_JOB, keys("a"));
    String id = create(request.replace("<ConfirmationRequired>false</ConfirmationRequired>", ""));
    await(id, "Suspended");
  }

  @Test
  void onlyCertainUpdatesAreAllowed() {
    String id = create(request(TAG_JOB, keys("a")));
    await(id, "Complete");
    assertThat(update(id, "Ready").outcome()).isEqualTo("400 JobStatusException");
    assertThat(update(id, "Cancelled").outcome()).isEqualTo("400 JobStatusException");
    assertThat(update(id, "Active").outcome()).isEqualTo("400 BadRequestException");
    assertThat(update("unknown", "Ready").outcome()).isEqualTo("404 NoSuchJob");
    Reply priority = control("POST", "/" + id + "/priority?priority=3", "");
    assertThat(priority.outcome()).isEqualTo("400 BadRequestException");
  }

  @Test
  void aJobCanBeCancelledInEachState() {
    String suspended = create(confirmed(request(TAG_JOB, keys("a"))));
    await(suspended, "Suspended");
    assertThat(update(suspended, "Cancelled").one("Status")).isIn("Cancelling", "Cancelled");
    await(suspended, "Cancelled");
    lab.jobFaults().slowPreparation(Duration.ofMillis(300));
    String preparing = create(request(TAG_JOB, keys("a")));
    await(preparing, "Preparing");
    update(preparing, "Cancelled");
    await(preparing, "Cancelled");
    lab.jobFaults().slowPreparation(Duration.ZERO);
    lab.jobFaults().slowTasks(SHORT);
    String active = create(request(TAG_JOB, absent(900)));
    until(() -> !describe(active).one("NumberOfTasksFailed").matches("|0"));
    update(active, "Cancelled");
    Reply cancelled = await(active, "Cancelled");
    int failed = Integer.parseInt(cancelled.one("NumberOfTasksFailed"));
    assertThat(failed).isBetween(1, 899);
    assertThat(rows(active)).hasSize(failed);
    assertThat(resultKeys(suspended)).isEmpty();
    assertThat(resultKeys(preparing)).isEmpty();
  }

  @Test
  void sixJobsAreActiveAndTheNextGoesByPriority() throws IOException {
    lab.jobFaults().slowTasks(LONG);
    String manifest = keys("a", "b");
    List<String> active = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      active.add(create(request(TAG_JOB, manifest)));
    }
    active.forEach(id -> await(id, "Active"));
    String low = create(request(TAG_JOB, manifest).replace("<Priority>10", "<Priority>1"));
    String high = create(request(TAG_JOB, manifest).replace("<Priority>10", "<Priority>5"));
    String raised = create(request(TAG_JOB, manifest).replace("<Priority>10", "<Priority>0"));
    List.of(low, high, raised).forEach(id -> await(id, "Ready"));
    Reply priority = control("POST", "/" + raised + "/priority?priority=7", "");
    assertThat(priority.one("Priority")).isEqualTo("7");
    assertThat(control("GET", "?jobStatuses=Active", "").all("JobId")).hasSize(6);
    assertThat(describe(low).one("Status")).isEqualTo("Ready");
    update(active.get(0), "Cancelled");
    await(raised, "Active");
    update(active.get(1), "Cancelled");
    await(high, "Active");
    assertThat(control("GET", "?jobStatuses=Active", "").all("JobId")).hasSize(6);
    assertThat(describe(low).one("Status")).isEqualTo("Ready");
    stop();
    start();
    await(low, "Complete");
  }

  @Test
  void aJobWhoseTasksAllFailIsCompleteBelowTheThreshold() {
    String id = create(request(TAG_JOB, absent(999)));
    Reply complete = await(id, "Complete");
    assertThat(complete.one("NumberOfTasksFailed")).isEqualTo("999");
    assertThat(complete.one("NumberOfTasksSucceeded")).isEqualTo("0");
  }

  @Test
  void aJobFailsWhenOverHalfOfAThousandTasksFail() {
    String id = create(request(TAG_JOB, absent(3000)));
    Reply failed = await(id, "Failed");
    assertThat(failed.one("NumberOfTasksFailed")).isEqualTo("1000");
    assertThat(failed.one("TotalNumberOfTasks")).isEqualTo("3000");
    assertThat(failed.one("FailureCode")).isEqualTo("JobFailureRateExceeded");
    assertThat(rows(id)).hasSize(1000);
  }

  @Test
  void aLateReportComesBehindTheTerminalState() {
    lab.jobFaults().lateReports(Duration.ofMillis(400));
    String id = create(request(TAG_JOB, keys("a")));
    await(id, "Complete");
    assertThat(resultKeys(id)).isEmpty();
    until(() -> !resultKeys(id).isEmpty());
    assertThat(rows(id)).hasSize(1);
  }

  @Test
  void anUnwritableReportFailsTheJob() {
    String request = request(TAG_JOB, keys("a"));
    String id =
        create(request.replace("arn:aws:s3:::" + reports + "</B", "arn:aws:s3:::not-there</B"));
    Reply failed = await(id, "Failed");
    assertThat(failed.one("FailureReason"))
        .isEqualTo("The job report could not be written to your report bucket");
  }

  @Test
  void aRoleOfAnotherAccountFailsTheJob() {
    String id = create(request(TAG_JOB, keys("a")).replace("iam::1111", "iam::2222"));
    assertThat(await(id, "Failed").one("FailureReason"))
        .isEqualTo("Cross-account pass role is not allowed");
  }

  @Test
  void aJobGoesOnAfterARestart() throws IOException {
    lab.jobFaults().slowTasks(SHORT);
    String id = create(request(TAG_JOB, absent(600)));
    until(() -> !describe(id).one("NumberOfTasksFailed").matches("|0"));
    stop();
    start();
    Reply complete = await(id, "Complete");
    assertThat(complete.one("NumberOfTasksFailed")).isEqualTo("600");
    assertThat(rows(id)).hasSize(600).doesNotHaveDuplicates();
  }

  @Test
  void aPreparingJobStartsAnewAndALateReportIsMadeUpAfterARestart() throws IOException {
    lab.jobFaults().slowPreparation(LONG);
    String preparing = create(request(TAG_JOB, keys("a")));
    await(preparing, "Preparing");
    stop();
    start();
    await(preparing, "Complete");
    lab.jobFaults().lateReports(LONG);
    String late = create(request(TAG_JOB, keys("a")));
    await(late, "Complete");
    stop();
    start();
    until(() -> !resultKeys(late).isEmpty());
    assertThat(rows(late)).hasSize(1);
  }
}
