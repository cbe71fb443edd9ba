package io.stocktake.aws.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobDefaults;
import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.jobs.JobRequest;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.batch.jobs.JobsException.Kind;
import io.stocktake.executor.batch.jobs.RestoreTerms;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.testing.StubServer;
import io.stocktake.manifests.testing.StubServer.Answer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, against the exchanges that S3 Control is known to have. */
class S3BatchJobsTest {
  private static final String ACCOUNT = "123456789012";
  private static final String ID = "00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c";
  private static final String JOB =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <DescribeJobResult><Job><JobId>%s</JobId><ConfirmationRequired>true</ConfirmationRequired>\
      <Description>d</Description><Status>%s</Status>\
      <SuspendedCause>Awaiting confirmation</SuspendedCause><Priority>10</Priority>%s\
      <FailureReasons><member><FailureCode>X</FailureCode><FailureReason>Y</FailureReason></member>\
      </FailureReasons><CreationTime>2026-01-02T03:04:05.678Z</CreationTime></Job>\
      </DescribeJobResult>
      """;
  private static final String PROGRESS =
      """
      <ProgressSummary><TotalNumberOfTasks>3</TotalNumberOfTasks>\
      <NumberOfTasksSucceeded>1</NumberOfTasksSucceeded>\
      <NumberOfTasksFailed>2</NumberOfTasksFailed><Timers>\
      <ElapsedTimeInActiveSeconds>4</ElapsedTimeInActiveSeconds></Timers></ProgressSummary>""";

  private StubServer server;
  private AwsSession session;
  private BatchJobs jobs;
  private volatile int status = 200;
  private volatile String answer = "";

  @BeforeEach
  void start() throws IOException {
    System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
    System.setProperty("aws.secretAccessKey", "secret");
    server =
        new StubServer(
            request -> new Answer(status, Map.of("Content-Type", "application/xml"), answer));
    session =
        AwsSession.open(AwsSettings.none().withEndpoint(server.url()).withRegion("eu-west-1"), 4);
    jobs = session.jobs(ACCOUNT);
  }

  @AfterEach
  void stop() {
    jobs.close();
    session.close();
    server.close();
  }

  @Test
  void createsACopyJob() throws IOException {
    answer = "<CreateJobResult><JobId>" + ID + "</JobId></CreateJobResult>";
    JobOperation work =
        new JobOperation(JobOperation.Kind.COPY, "src", "pfx", TagSet.parse("k=v%20w"));

    assertThat(jobs.create(request(work, true, "s3://reports/a/b/"))).isEqualTo(ID);

    assertThat(server.last().line()).isEqualTo("POST /v20180820/jobs");
    assertThat(server.last().header("x-amz-account-id")).isEqualTo(ACCOUNT);
    assertThat(server.last().header("Host")).isEqualTo(server.url().getAuthority());
    assertThat(server.last().body())
        .contains(
            "<ConfirmationRequired>false</ConfirmationRequired>",
            "<S3PutObjectCopy><TargetResource>arn:aws:s3:::images</TargetResource>",
            "<NewObjectTagging><member><Key>k</Key><Value>v w</Value></member></NewObjectTagging>",
            "<UnModifiedSinceConstraint>2026-10-31T00:00:00Z</UnModifiedSinceConstraint>",
            "<TargetKeyPrefix>pfx</TargetKeyPrefix>",
            "<Bucket>arn:aws:s3:::reports</Bucket>",
            "<Format>Report_CSV_20180820</Format><Enabled>true</Enabled><Prefix>a/b</Prefix>"
                + "<ReportScope>AllTasks</ReportScope>",
            "<ClientRequestToken>token-1-1</ClientRequestToken>",
            "<Fields><member>Bucket</member><member>Key</member><member>VersionId</member></Fields>",
            "<ObjectArn>arn:aws:s3:::ops/m/1.csv</ObjectArn><ETag>0123</ETag>",
            "<Priority>7</Priority>",
            "<RoleArn>arn:aws:iam::123456789012:role/batch</RoleArn>");
  }

  @Test
  void aCopyWithoutTagsKeepsThoseOfItsSource() throws IOException {
    answer = "<CreateJobResult><JobId>" + ID + "</JobId></CreateJobResult>";

    jobs.create(
        request(
            new JobOperation(JobOperation.Kind.COPY, "src", "", TagSet.EMPTY),
            false,
            "s3://reports"));

    assertThat(server.last().body())
        .doesNotContain("NewObjectTagging", "TargetKeyPrefix", "<Prefix>", "VersionId")
        .contains("<Fields><member>Bucket</member><member>Key</member></Fields>");
  }

  @Test
  void createsATaggingJob() throws IOException {
    answer = "<CreateJobResult><JobId>" + ID + "</JobId></CreateJobResult>";

    jobs.create(
        request(
            new JobOperation(JobOperation.Kind.TAG, "images", "", TagSet.parse("a=b")),
            false,
            "s3://reports"));

    assertThat(server.last().body())
        .contains(
            "<S3PutObjectTagging><TagSet><member><Key>a</Key><Value>b</Value></member></TagSet>");
  }

  @Test
  void describesAJob() throws IOException {
    answer = JOB.formatted(ID, "Failed", PROGRESS);

    Job job = jobs.describe(ID);

    assertThat(server.last().line()).isEqualTo("GET /v20180820/jobs/" + ID);
    assertThat(server.last().header("x-amz-account-id")).isEqualTo(ACCOUNT);
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.progress()).hasValue(new Job.Progress(3, 1, 2, 4));
    assertThat(job.reasons()).containsExactly("X: Y", "Awaiting confirmation");

    answer = JOB.formatted(ID, "Completing", "");
    assertThat(jobs.describe(ID).progress()).isEmpty();
    assertThat(jobs.describe(ID).state()).isEqualTo(JobState.COMPLETING);
  }

  /** Whoever made the job, and whatever the SDK's model calls its operation. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "LambdaInvoke",
        "S3PutObjectCopy",
        "S3PutObjectAcl",
        "S3PutObjectTagging",
        "S3DeleteObjectTagging",
        "S3InitiateRestoreObject",
        "S3PutObjectLegalHold",
        "S3PutObjectRetention",
        "S3ReplicateObject",
        "S3ComputeObjectChecksum",
        "S3UpdateObjectEncryption"
      })
  void tellsTheOperationOfAJob(String operation) throws IOException {
    answer =
        JOB.formatted(
            ID,
            "Active",
            "<Operation><"
                + operation
                + "></"
                + operation
                + "></Operation><Manifest><Spec><Format>S3BatchOperations_CSV_20180820</Format>"
                + "</Spec><Location><ObjectArn>arn:aws:s3:::ops/m:1/ü.csv</ObjectArn><ETag>1</ETag>"
                + "</Location></Manifest>");

    assertThat(jobs.describe(ID).task())
        .isEqualTo(
            new Job.Task(operation, Optional.of(S3Location.parse("s3://ops/m:1/ü.csv")), false));
  }

  @Test
  void aJobThatMakesItsOwnManifestIsToldSo() throws IOException {
    String generator =
        "<Operation><S3ReplicateObject/></Operation><ManifestGenerator><S3JobManifestGenerator>"
            + "<SourceBucket>arn:aws:s3:::src</SourceBucket>"
            + "<EnableManifestOutput>true</EnableManifestOutput>"
            + "</S3JobManifestGenerator></ManifestGenerator>";
    answer = JOB.formatted(ID, "Preparing", generator);
    assertThat(jobs.describe(ID).task())
        .isEqualTo(new Job.Task("S3ReplicateObject", Optional.empty(), true));

    answer =
        JOB.formatted(
            ID,
            "Complete",
            generator
                + "<GeneratedManifestDescriptor><Format>S3InventoryReport_CSV_20211130</Format>"
                + "<Location><ObjectArn>arn:aws-us-gov:s3:::gen/job-1/manifest.json</ObjectArn>"
                + "<ETag>1</ETag></Location></GeneratedManifestDescriptor>");
    assertThat(jobs.describe(ID).task().manifest())
        .hasValue(S3Location.parse("s3://gen/job-1/manifest.json"));

    answer = JOB.formatted(ID, "Complete", "<Operation><S3DoSomethingNew/></Operation>");
    assertThat(jobs.describe(ID).task()).isEqualTo(new Job.Task("", Optional.empty(), false));
  }

  @ParameterizedTest
  @CsvSource({
    "14-bulk,       <ExpirationInDays>14</ExpirationInDays><GlacierJobTier>BULK</GlacierJobTier>",
    "1-standard,    <ExpirationInDays>1</ExpirationInDays><GlacierJobTier>STANDARD</GlacierJobTier>",
    "none-standard, <GlacierJobTier>STANDARD</GlacierJobTier>"
  })
  void createsARestoreJob(String terms, String body) throws IOException {
    answer = "<CreateJobResult><JobId>" + ID + "</JobId></CreateJobResult>";

    jobs.create(
        request(JobOperation.restore("old", RestoreTerms.parse(terms)), false, "s3://reports"));

    assertThat(server.last().body())
        .contains("<S3InitiateRestoreObject>" + body + "</S3InitiateRestoreObject>");
  }

  @Test
  void listsAndUpdatesJobs() throws IOException {
    answer =
        "<ListJobsResult><Jobs><member><JobId>"
            + ID
            + "</JobId><Description>d</Description><Priority>3</Priority><Status>Active</Status>"
            + "</member></Jobs></ListJobsResult>";
    List<Job> listed = jobs.list(EnumSet.of(JobState.ACTIVE, JobState.SUSPENDED));
    assertThat(listed).extracting(Job::id).containsExactly(ID);
    assertThat(server.last().line())
        .startsWith("GET /v20180820/jobs?")
        .contains("jobStatuses=Suspended", "jobStatuses=Active", "maxResults=1000");

    answer =
        "<UpdateJobStatusResult><JobId>x</JobId><Status>Ready</Status></UpdateJobStatusResult>";
    jobs.confirm(ID, "by me");
    assertThat(server.last().line())
        .startsWith("POST /v20180820/jobs/" + ID + "/status?")
        .contains("requestedJobStatus=Ready", "statusUpdateReason=by%20me");
    jobs.cancel(ID, "by me");
    assertThat(server.last().line()).contains("requestedJobStatus=Cancelled");
    answer = "<UpdateJobPriorityResult><JobId>x</JobId></UpdateJobPriorityResult>";
    jobs.updatePriority(ID, 7);
    assertThat(server.last().line())
        .isEqualTo("POST /v20180820/jobs/" + ID + "/priority?priority=7");
  }

  @ParameterizedTest
  @CsvSource({
    "404, NoSuchJob, NO_SUCH_JOB",
    "404, '', NO_SUCH_JOB",
    "400, TooManyRequestsException, BUSY",
    "400, IdempotencyException, TOKEN_TAKEN",
    "400, JobStatusException, WRONG_STATE",
    "400, BadRequestException, DENIED",
    "403, AccessDenied, DENIED",
    "503, SlowDown, BUSY",
    "500, InternalServiceException, UNKNOWN"
  })
  void errorsAreClassifiedByWhatToDo(int code, String name, Kind kind) {
    status = code;
    answer =
        "<ErrorResponse><Error><Code>"
            + name
            + "</Code><Message>why</Message></Error><RequestId>R</RequestId></ErrorResponse>";

    assertThatThrownBy(() -> jobs.describe(ID))
        .isInstanceOfSatisfying(JobsException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    assertThat(server.requests()).isNotEmpty();
  }

  /** AWS's answers have the one form, or the other. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Error><Code>AccessDenied</Code><Message>no iam:PassRole</Message></Error>",
        "<?xml version=\"1.0\"?>\n<Error xmlns=\"u\"><Code>AccessDenied</Code>"
            + "<Message>no iam:PassRole</Message></Error>\n",
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no iam:PassRole</Message></Error>"
            + "</ErrorResponse>"
      })
  void aRefusalKeepsItsCodeAndText(String form) {
    status = 403;
    answer = form;

    JobOperation work = new JobOperation(JobOperation.Kind.TAG, "images", "", TagSet.parse("a=b"));
    assertThatThrownBy(() -> jobs.create(request(work, false, "s3://reports")))
        .isInstanceOf(JobsException.class)
        .hasMessageContaining("403 AccessDenied: no iam:PassRole");
  }

  @Test
  void aDeadEndpointDidNothing() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port);
    try (AwsSession dead =
            AwsSession.open(AwsSettings.none().withEndpoint(nobody).withRegion("eu-west-1"), 4);
        BatchJobs none = dead.jobs(ACCOUNT)) {
      assertThatThrownBy(() -> none.describe(ID))
          .isInstanceOf(JobsException.class)
          .hasMessageContaining(nobody.toString());
    }
  }

  private static JobRequest request(JobOperation work, boolean versions, String reports) {
    return new JobRequest(
        work,
        "images",
        Optional.of(Instant.parse("2026-10-31T00:00:00Z")),
        new JobRequest.Manifest("ops", "m/1.csv", "0123", versions),
        new JobDefaults(
            "arn:aws:iam::123456789012:role/batch",
            7,
            false,
            S3Location.parse("s3://ops/m"),
            S3Location.parse(reports)),
        "token-1-1",
        "plan 1");
  }
}
