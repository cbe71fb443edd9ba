package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.stocktake.lab.reports.Outcome;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.endpoints.EndpointUrl;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.CreateJobRequest;
import software.amazon.awssdk.services.s3control.model.JobDescriptor;
import software.amazon.awssdk.services.s3control.model.JobManifestFieldName;
import software.amazon.awssdk.services.s3control.model.JobManifestFormat;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobProgressSummary;
import software.amazon.awssdk.services.s3control.model.JobReportFormat;
import software.amazon.awssdk.services.s3control.model.JobReportScope;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import software.amazon.awssdk.services.s3control.model.S3Tag;

/** Reports of jobs that were not created by Stocktake. */
class JobReportTest {
  private static final String MANIFEST = "tasks.csv";
  private static final S3Tag PURGE = S3Tag.builder().key("purge").value("yes").build();

  @TempDir private Path temp;
  private JobLab at;
  private S3ControlClient control;

  @BeforeEach
  void start() throws IOException {
    at = new JobLab(temp, "photos");
    Endpoint endpoint =
        Endpoint.builder().endpointUrl(EndpointUrl.fromUri(at.lab().endpoint())).build();
    control =
        S3ControlClient.builder()
            .region(Region.of(at.lab().region()))
            .endpointProvider(p -> CompletableFuture.completedFuture(endpoint))
            .httpClientBuilder(AwsCrtHttpClient.builder())
            .build();
    for (String key : List.of("a", "b c", "ü\n\"x\",y", "busy")) {
      at.put("photos", key, key.getBytes(UTF_8));
    }
  }

  @AfterEach
  void stop() {
    control.close();
    at.close();
  }

  @Test
  void tellsWhatBecameOfEachTask() throws Exception {
    at.lab().jobFaults().failKeys("busy", "InternalError");
    String job =
        create(
            o -> o.s3PutObjectTagging(t -> t.tagSet(PURGE)),
            List.of("a", "b%20c", "%C3%BC%0A%22x%22%2Cy", "busy", "absent"));
    end(job);
    String report = "s3://reports/made/elsewhere/job-" + job + "/manifest.json";

    Program.Run text = at.program().run("jobs", "report", report, "--rows").expect(3);
    Program.Run json = at.program().run("jobs", "report", report, "--rows", "--json").expect(3);

    text.says("3  succeeded").says("failed: retry").says("failed: drifted").says("ü\\u000a");
    List<JsonNode> lines = lines(json);
    assertThat(lines).hasSize(6);
    JsonNode totals = lines.get(5);
    assertThat(totals.get("succeeded").asInt()).isEqualTo(3);
    assertThat(totals.get("failed").asInt()).isEqualTo(2);
    assertThat(totals.get("failures"))
        .extracting(f -> f.get("class").asText() + " " + f.get("code").asText())
        .containsExactly("retry InternalError", "drifted NoSuchKey");
    assertThat(lines.subList(0, 5))
        .extracting(row -> row.get("key").asText() + "=" + row.get("outcome").asText())
        .containsExactlyInAnyOrder(
            "a=succeeded", "b c=succeeded", "ü\n\"x\",y=succeeded", "busy=retry", "absent=drifted");
    assertThat(at.program().run("jobs", "report", report.replace("manifest.json", "")).exit())
        .isEqualTo(3);
  }

  @Test
  void findsTheReportOfAJobByItsId() throws Exception {
    String job =
        create(
            o ->
                o.s3ComputeObjectChecksum(
                    c -> c.checksumAlgorithm("SHA256").checksumType("FULL_OBJECT")),
            List.of("a", "busy"));
    end(job);

    Program.Run run =
        at.program()
            .run("jobs", "report", job, "--account", at.lab().account(), "--json", "--rows")
            .expect(0);

    List<JsonNode> lines = lines(run);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0).get("message").asText()).contains("checksum_hex");
    assertThat(lines.get(2).get("succeeded").asInt()).isEqualTo(2);
    at.program().run("jobs", "report", job).expect(2).says("--account");
    at.program()
        .run("jobs", "report", "not-there", "--account", at.lab().account())
        .expect(1)
        .says("not-there");
  }

  @Test
  void aReportOfFailuresAloneIsTakenForThat() throws Exception {
    String job =
        create(
            o -> o.s3DeleteObjectTagging(d -> {}),
            List.of("a", "b%20c", "absent"),
            JobReportScope.FAILED_TASKS_ONLY);
    end(job);

    Program.Run run =
        at.program().run("jobs", "report", job, "--account", at.lab().account(), "--json");

    JsonNode totals = JobLab.json(run.expect(3));
    assertThat(totals.get("failed").asInt()).isEqualTo(1);
    assertThat(totals.get("succeeded").asInt()).isZero();
    assertThat(totals.get("unnamed").asInt()).isEqualTo(2);
    assertThat(totals.get("neverBegun").asInt()).isZero();
  }

  @Test
  void aJobThatFailedIsReadAndToldAsFailed() throws Exception {
    List<String> tasks = new ArrayList<>(List.of("a", "b%20c"));
    for (int i = 0; i < 1_500; i++) {
      tasks.add("absent-" + i);
    }
    String job = create(o -> o.s3DeleteObjectTagging(d -> {}), tasks);
    end(job);
    String place = "s3://reports/made/elsewhere/job-" + job + "/manifest.json";

    Program.Run run = at.program().run("jobs", "report", place, "--account", at.lab().account());

    run.expect(3)
        .says("Job " + job + "  S3DeleteObjectTagging  failed (")
        .says("More than 50% of the tasks")
        .says("manifest: s3://reports/" + MANIFEST)
        .says("failed: drifted    NoSuchKey")
        .says("never begun");
    JsonNode json =
        JobLab.json(
            at.program().run("jobs", "report", job, "--account", at.lab().account(), "--json"));
    assertThat(json.at("/job/state").asText()).isEqualTo("failed");
    assertThat(json.at("/job/operation").asText()).isEqualTo("S3DeleteObjectTagging");
    assertThat(json.get("failed").asInt()).isGreaterThanOrEqualTo(998);
    assertThat(json.get("neverBegun").asInt()).isPositive();
    at.program().run("jobs", "report", place).expect(3);
    at.program()
        .run("jobs", "report", "s3://reports/made/", "--account", at.lab().account())
        .expect(2)
        .says("leave out --account");
  }

  /** Operations that Stocktake never asks for: their rows are told as they are. */
  @Test
  void rowsOfALambdaFunctionAreShownAsTheyAre() throws Exception {
    at.lab().jobFaults().endKeys("a", new Outcome(true, 200, "", "{\"thumb\": \"t/a\"}"));
    at.lab().jobFaults().endKeys("b c", new Outcome(false, 200, "PermanentFailure", "no, \"b\""));
    at.lab().jobFaults().endKeys("ü.*", new Outcome(false, 200, "PermanentFailure", "too\r\nbig"));
    at.lab().jobFaults().endKeys("busy", new Outcome(false, 200, "TemporaryFailure", "later"));
    String job =
        create(
            o -> o.lambdaInvoke(l -> l.functionArn("arn:aws:lambda:us-east-1:1:function:f")),
            List.of("a", "b%20c", "%C3%BC%0A%22x%22%2Cy", "busy"));
    end(job);

    at.program()
        .run("jobs", "report", job, "--account", at.lab().account(), "--rows")
        .expect(3)
        .says("Job " + job + "  LambdaInvoke  complete")
        .says("succeeded  a  200  {\"thumb\": \"t/a\"}")
        .says("permanent  b c  PermanentFailure  no, \"b\"")
        .says("permanent  ü\\u000a\"x\",y  PermanentFailure  too\\u000d\\u000abig")
        .says("retry      busy  TemporaryFailure  later")
        .says("2  failed: permanent  PermanentFailure  ")
        .says("(others have other messages: --rows)");
  }

  @Test
  void rowsOfReplicationAreShownAsTheyAre() throws Exception {
    at.lab().jobFaults().endKeys("a", new Outcome(true, 200, "", ""));
    at.lab()
        .jobFaults()
        .endKeys("busy", new Outcome(false, 412, "PreconditionFailed", "no replication rule"));
    String job = create(o -> o.s3ReplicateObject(r -> {}), List.of("a", "busy"));
    end(job);

    Program.Run run =
        at.program().run("jobs", "report", job, "--account", at.lab().account(), "--json");

    JsonNode json = JobLab.json(run.expect(3));
    assertThat(json.at("/job/operation").asText()).isEqualTo("S3ReplicateObject");
    assertThat(json.at("/failures/0/code").asText()).isEqualTo("PreconditionFailed");
    assertThat(json.at("/failures/0/message").asText()).isEqualTo("no replication rule");
    assertThat(json.at("/failures/0/otherMessages").asBoolean()).isFalse();
    assertThat(json.get("succeeded").asInt()).isEqualTo(1);
  }

  /** As the console makes them: S3 lists the objects, and no manifest is anybody's. */
  @Test
  void aJobThatListedItsObjectsItselfIsRead() throws Exception {
    String job =
        control
            .createJob(
                b ->
                    terms(b, JobReportScope.ALL_TASKS)
                        .operation(o -> o.s3PutObjectTagging(t -> t.tagSet(PURGE)))
                        .manifestGenerator(
                            m ->
                                m.s3JobManifestGenerator(
                                    g ->
                                        g.sourceBucket("arn:aws:s3:::photos")
                                            .enableManifestOutput(true)
                                            .filter(
                                                f ->
                                                    f.keyNameConstraint(k -> k.matchAnyPrefix("b")))
                                            .manifestOutputLocation(
                                                l ->
                                                    l.bucket("arn:aws:s3:::reports")
                                                        .manifestPrefix("gen")
                                                        .manifestFormat(
                                                            "S3InventoryReport_CSV_20211130")))))
            .jobId();
    end(job);

    at.program()
        .run("jobs", "report", job, "--account", at.lab().account())
        .expect(0)
        .says("Job " + job + "  S3PutObjectTagging  complete")
        .says("manifest, made by S3 itself: s3://reports/gen/job-" + job + "/manifest.json")
        .says("2  succeeded");
    assertThat(at.tags("photos", "b c")).containsOnlyKeys("purge");
    assertThat(at.tags("photos", "a")).isEmpty();
  }

  @Test
  void keysThatAreQuotedAndNotEncodedAreRead() throws Exception {
    at.put("photos", "li\nne, \"q\"", new byte[1]);
    String job =
        create(o -> o.s3DeleteObjectTagging(d -> {}), List.of("\"li\nne, \"\"q\"\"\"", "a"));
    end(job);

    List<JsonNode> lines =
        lines(
            at.program()
                .run("jobs", "report", job, "--account", at.lab().account(), "--rows", "--json")
                .expect(0));

    assertThat(lines.subList(0, 2))
        .extracting(row -> row.get("key").asText())
        .containsExactlyInAnyOrder("li\nne, \"q\"", "a");
  }

  @Test
  void whatAJobNeverBeganIsNotDone() throws Exception {
    at.lab().jobFaults().slowTasks(Duration.ofMillis(300));
    String job = create(o -> o.s3DeleteObjectTagging(d -> {}), List.of("a", "b%20c", "busy"));
    JobLab.until(() -> succeeded(job) > 0);
    control.updateJobStatus(
        b -> b.accountId(at.lab().account()).jobId(job).requestedJobStatus("Cancelled"));
    end(job);

    Program.Run run =
        at.program().run("jobs", "report", job, "--account", at.lab().account(), "--json");

    run.expect(3);
    JsonNode totals = JobLab.json(run);
    assertThat(totals.get("failed").asInt()).isZero();
    assertThat(totals.get("neverBegun").asInt()).isPositive();
    assertThat(totals.get("neverBegun").asInt() + totals.get("succeeded").asInt()).isEqualTo(3);
  }

  @Test
  void readsTheColumnsInTheOrderThatIsDocumented() throws IOException {
    write(
        "photos,a,,succeeded,,200,ok\r\nphotos,b,v1,failed,AccessDenied,403,\"no, \"\"b\"\"\"\r\n");

    Program.Run run = at.program().run("jobs", "report", "s3://reports/job-1", "--rows").expect(3);

    run.says("permanent  b  (version v1)  AccessDenied  no, \"b\"");
  }

  @Test
  void aKeyThatIsNoUrlEncodingIsShownAsItIsAndMarked() throws IOException {
    write("photos,100%.jpg,,failed,400,InvalidRequest,x\r\nphotos,a%20b,,succeeded,200,,\r\n");

    at.program()
        .run("jobs", "report", "s3://reports/job-1", "--rows")
        .expect(3)
        .says("permanent  100%.jpg  (as in the report: not URL-encoded)  InvalidRequest  x")
        .says("succeeded  a b  200");
  }

  @Test
  void aBadReportIsNotBelieved() throws IOException {
    at.program().run("jobs", "report", "s3://reports/job-1").expect(1).says("there is no report");
    at.program().run("jobs", "report", "s3://no-such/job-1").expect(1).says("no-such");
    at.program().run("jobs", "report", "s3://B/").expect(2).says("bucket name");
    at.put("reports", "job-1/manifest.json", "{".getBytes(UTF_8));
    at.program().run("jobs", "report", "s3://reports/job-1").expect(1).says("not JSON");
    write("photos,a,,succeeded,200,,ok\r\n");
    at.put("reports", "job-1/results/1.csv", "photos,a,,failed,200,,ok\r\n".getBytes(UTF_8));
    Program.Run damaged = at.program().run("jobs", "report", "s3://reports/job-1", "--rows");
    damaged.expect(1).says("does not have the MD5");
    assertThat(damaged.out()).isEmpty();
  }

  /** A report as AWS documents it. */
  private void write(String rows) throws IOException {
    byte[] csv = rows.getBytes(UTF_8);
    String md5 = Digests.hex(Digests.md5().digest(csv));
    at.put("reports", "job-1/results/1.csv", csv);
    at.put(
        "reports",
        "job-1/manifest.json",
        ("{\"Format\":\"Report_CSV_20180820\",\"Results\":[{\"Bucket\":\"reports\",\"MD5Checksum\":\""
                + md5
                + "\",\"Key\":\"job-1/results/1.csv\"}]}")
            .getBytes(UTF_8));
  }

  private String create(Consumer<JobOperation.Builder> operation, List<String> tasks)
      throws IOException {
    return create(operation, tasks, JobReportScope.ALL_TASKS);
  }

  private String create(
      Consumer<JobOperation.Builder> operation, List<String> tasks, JobReportScope scope)
      throws IOException {
    StringBuilder manifest = new StringBuilder();
    tasks.forEach(task -> manifest.append("photos,").append(task).append('\n'));
    byte[] bytes = manifest.toString().getBytes(UTF_8);
    at.put("reports", MANIFEST, bytes);
    return control
        .createJob(
            b ->
                terms(b, scope)
                    .operation(operation)
                    .manifest(
                        m ->
                            m.spec(
                                    s ->
                                        s.format(JobManifestFormat.S3_BATCH_OPERATIONS_CSV_20180820)
                                            .fields(
                                                JobManifestFieldName.BUCKET,
                                                JobManifestFieldName.KEY))
                                .location(
                                    l ->
                                        l.objectArn("arn:aws:s3:::reports/" + MANIFEST)
                                            .eTag(Digests.hex(Digests.md5().digest(bytes))))))
        .jobId();
  }

  private CreateJobRequest.Builder terms(CreateJobRequest.Builder job, JobReportScope scope) {
    return job.accountId(at.lab().account())
        .confirmationRequired(false)
        .priority(1)
        .roleArn(JobLab.ROLE)
        .clientRequestToken("token")
        .report(
            r ->
                r.enabled(true)
                    .bucket("arn:aws:s3:::reports")
                    .prefix("made/elsewhere")
                    .format(JobReportFormat.REPORT_CSV_20180820)
                    .reportScope(scope));
  }

  private JobDescriptor describe(String job) {
    return control.describeJob(b -> b.accountId(at.lab().account()).jobId(job)).job();
  }

  /** Until a job is prepared, S3 does not count its tasks. */
  private long succeeded(String job) {
    JobProgressSummary summary = describe(job).progressSummary();
    return summary == null ? 0 : summary.numberOfTasksSucceeded();
  }

  private void end(String job) throws Exception {
    List<JobStatus> ended = List.of(JobStatus.COMPLETE, JobStatus.CANCELLED, JobStatus.FAILED);
    JobLab.until(() -> ended.contains(describe(job).status()));
  }

  private static List<JsonNode> lines(Program.Run run) throws IOException {
    JsonMapper mapper = new JsonMapper();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : run.out().split("\n", -1)) {
      if (!line.isEmpty()) {
        lines.add(mapper.readTree(line));
      }
    }
    lines.sort(Comparator.comparing(node -> node.has("succeeded")));
    return lines;
  }
}
