package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.stocktake.manifests.Digests;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.endpoints.EndpointUrl;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3control.S3ControlClient;
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
@Timeout(60)
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
                b.accountId(at.lab().account())
                    .operation(operation)
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
                                .reportScope(scope))
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

  private JobDescriptor describe(String job) {
    return control.describeJob(b -> b.accountId(at.lab().account()).jobId(job)).job();
  }

  /** Until a job is prepared, S3 does not count its tasks. */
  private long succeeded(String job) {
    JobProgressSummary summary = describe(job).progressSummary();
    return summary == null ? 0 : summary.numberOfTasksSucceeded();
  }

  private void end(String job) throws Exception {
    List<JobStatus> ended = List.of(JobStatus.COMPLETE, JobStatus.CANCELLED);
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
