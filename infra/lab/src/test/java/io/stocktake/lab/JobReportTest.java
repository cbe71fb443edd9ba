package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.lab.reports.Outcome;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobReportTest extends JobTest {
  @BeforeEach
  void prepare() {
    buckets();
    s3.put(source, "a", "1");
    s3.put(source, "b", "1");
  }

  private List<String> keys() {
    return s3.call("GET", "/" + reports + "?list-type=2").all("Key").stream()
        .filter(key -> key.contains("job-"))
        .toList();
  }

  @Test
  void theReportIsAsS3WritesIt() throws Exception {
    String id = create(request(TAG_JOB, keys("a", "absent")));
    await(id, "Complete");
    String folder = "r/job-" + id + "/";
    assertThat(keys())
        .hasSize(4)
        .contains(folder + "manifest.json", folder + "manifest.json.md5")
        .filteredOn(key -> !key.startsWith(folder + "manifest"))
        .allMatch(key -> key.matches(folder + "results/[0-9a-f]{40}\\.csv"));
    Reply manifest = s3.get(reports, folder + "manifest.json");
    assertThat(manifest.text())
        .matches(
            "\\{\"Format\":\"Report_CSV_20180820\",\"ReportCreationDate\":"
                + "\"20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\",\"Results\":\\["
                + result("succeeded", folder)
                + ","
                + result("failed", folder)
                + "\\],\"ReportSchema\":\"Bucket, Key, VersionId, TaskStatus, ErrorCode,"
                + " HTTPStatusCode, ResultMessage\"\\}");
    String md5 = hex(MessageDigest.getInstance("MD5").digest(manifest.bytes()));
    assertThat(s3.get(reports, folder + "manifest.json.md5").text()).isEqualTo(md5 + "\n");
  }

  private String result(String status, String folder) {
    return "\\{\"TaskExecutionStatus\":\"%s\",\"Bucket\":\"%s\",\"MD5Checksum\":\"[0-9a-f]{32}\",\"Key\":\"%sresults/[0-9a-f]{40}\\.csv\"\\}"
        .formatted(status, reports, folder);
  }

  @Test
  void rowsAreInTwoFilesWithTheStatusBeforeTheCode() {
    String id = create(request(TAG_JOB, keys("a", "absent")));
    await(id, "Complete");
    List<String> files = resultKeys(id).stream().map(k -> s3.get(reports, k).text()).toList();
    assertThat(files)
        .containsExactlyInAnyOrder(
            source + ",a,,succeeded,200,,success\r\n",
            source + ",absent,,failed,404,NoSuchKey,The specified key does not exist.\r\n");
    String manifest = s3.get(reports, "r/job-" + id + "/manifest.json").text();
    resultKeys(id)
        .forEach(key -> assertThat(manifest).contains(s3.head(reports, key).etag()).contains(key));
  }

  @Test
  void thePrefixIsJoinedBlindly() {
    String request = request(TAG_JOB, keys("a"));
    String slash = create(request.replace("<Prefix>r", "<Prefix>a/b/"));
    await(slash, "Complete");
    assertThat(keys()).contains("a/b//job-" + slash + "/manifest.json");
    String other = request(TAG_JOB, keys("a")).replace("<Prefix>r</Prefix>", "");
    String none = create(other);
    await(none, "Complete");
    assertThat(keys()).contains("job-" + none + "/manifest.json");
  }

  @Test
  void onlyFailedTasksAreReportedIfAsked() {
    String request = request(TAG_JOB, keys("a", "absent")).replace("AllTasks", "FailedTasksOnly");
    String id = create(request);
    await(id, "Complete");
    assertThat(rows(id)).hasSize(1).first().asString().contains(",failed,404,NoSuchKey,");
  }

  @Test
  void aReportThatIsNotEnabledIsNotWritten() {
    String none = "<Report><Enabled>false</Enabled></Report>";
    String id = create(request(TAG_JOB, keys("a")).replaceAll("(?s)<Report>.*</Report>", none));
    await(id, "Complete");
    assertThat(keys()).isEmpty();
  }

  /** Keys that are quoted and not encoded, as spreadsheets write them, are keys all the same. */
  @Test
  void rowsOfOddKeysAreWholeAndAsTheManifestHasThem() {
    List<String> keys = List.of("li\nne", "a\"b", "c,d", "\n", "x\r\ny");
    StringBuilder manifest = new StringBuilder();
    for (String key : keys) {
      s3.put(source, key, "1");
      manifest.append(source + ",\"" + key.replace("\"", "\"\"") + "\"\n");
    }
    manifest.append(source + ",absent\n" + source + ",\"ab\nsent\"\n");
    String id = create(request(TAG_JOB, manifest("Bucket,Key", manifest.toString())));
    await(id, "Complete");

    List<String> files = resultKeys(id).stream().map(k -> s3.get(reports, k).text()).toList();
    assertThat(files).hasSize(2);
    String good = files.stream().filter(f -> f.contains("succeeded")).findFirst().orElseThrow();
    String bad = files.stream().filter(f -> f.contains("failed")).findFirst().orElseThrow();
    for (String key : keys) {
      assertThat(good)
          .contains(source + ",\"" + key.replace("\"", "\"\"") + "\",,succeeded,200,,success\r\n");
      assertThat(tags(key)).isEqualTo("k=v");
    }
    String rest = ",,failed,404,NoSuchKey,The specified key does not exist.\r\n";
    assertThat(bad)
        .contains(source + ",absent" + rest)
        .contains(source + ",\"ab\nsent\"" + rest)
        .hasSize(2 * (source.length() + rest.length()) + ",absent".length() + 10);
    assertThat(good.replace("\r\n", "\n").split("succeeded,", -1)).hasSize(keys.size() + 1);
  }

  @Test
  void anyRowCanBeMadeUp() {
    lab.jobFaults().endKeys("a", new Outcome(true, 200, "", "it's \"done\",\r\nsaid it"));
    lab.jobFaults().endKeys("b", new Outcome(false, 200, "PermanentFailure", "no, never"));
    String lambda = "<LambdaInvoke><FunctionArn>arn:aws:lambda:f</FunctionArn></LambdaInvoke>";
    for (String job : List.of(lambda, "<S3ReplicateObject/>", TAG_JOB)) {
      String id = create(request(job, keys("a", "b")));
      await(id, "Complete");
      assertThat(resultKeys(id).stream().map(k -> s3.get(reports, k).text()))
          .containsExactlyInAnyOrder(
              source + ",a,,succeeded,200,,\"it's \"\"done\"\",\r\nsaid it\"\r\n",
              source + ",b,,failed,200,PermanentFailure,\"no, never\"\r\n");
    }
    assertThat(tags("a")).as("nothing was done").isEmpty();
    String id = create(request("<S3ReplicateObject/>", keys("c")));
    await(id, "Complete");
    assertThat(rows(id)).singleElement().asString().contains(",failed,501,NotImplemented,");
    lab.jobFaults().clear();
    Reply refused = control("POST", "", request("<S3ReplicateObject/>", keys("a")));
    assertThat(refused.outcome()).isEqualTo("501 NotImplemented");
  }

  @Test
  void theReportGoesToABucketOfTheExpectedOwnerAlone() {
    String owner = "</Format><ExpectedBucketOwner>%s</ExpectedBucketOwner>";
    String request = request(TAG_JOB, keys("a"));
    String good =
        create(request.replace("</Format>\n<Enabled>", owner.formatted(ACCOUNT) + "<Enabled>"));
    await(good, "Complete");
    assertThat(rows(good)).hasSize(1);
    String other =
        request(TAG_JOB, keys("a"))
            .replace("</Format>\n<Enabled>", owner.formatted("999988887777") + "<Enabled>");
    String id = create(other);
    Reply failed = await(id, "Failed");
    assertThat(failed.one("FailureReason"))
        .isEqualTo("The job report could not be written to your report bucket");
    assertThat(resultKeys(id)).isEmpty();
    String odd = request.replace("</Format>\n<Enabled>", owner.formatted("me") + "<Enabled>");
    assertThat(control("POST", "", odd).outcome()).isEqualTo("400 BadRequestException");
  }

  @Test
  void rowsAreNotInTheOrderOfTheManifest() {
    String[] absent = IntStream.range(100, 200).mapToObj(i -> "absent-" + i).toArray(String[]::new);
    String id = create(request(TAG_JOB, keys(absent)));
    await(id, "Complete");
    String rows = s3.get(reports, resultKeys(id).get(0)).text();
    List<String> order = rows.lines().map(row -> row.split(",", -1)[1]).toList();
    assertThat(order).containsExactlyInAnyOrder(absent).isNotEqualTo(List.of(absent));
  }

  @Test
  void chosenKeysAndSharesFail() {
    lab.jobFaults().failKeys("a", "AccessDenied");
    lab.jobFaults().failKeys("b", "PermanentFailure");
    assertThat(rows(TAG_JOB, keys("a", "b")))
        .containsExactly(
            source + ",a,,failed,403,AccessDenied,Access Denied",
            source + ",b,,failed,200,PermanentFailure,failed on request");
    assertThat(tags("a")).isEmpty();
    lab.jobFaults().clear();
    String[] absent = IntStream.range(0, 900).mapToObj(i -> "absent-" + i).toArray(String[]::new);
    lab.jobFaults().failShare(0.25, "SlowDown");
    String manifest = keys(absent);
    List<String> failed = failedOnRequest(manifest);
    assertThat(failed).hasSizeBetween(150, 300).isEqualTo(failedOnRequest(manifest));
  }

  private List<String> failedOnRequest(String manifest) {
    return rows(TAG_JOB, manifest).stream().filter(row -> row.contains("SlowDown")).toList();
  }
}
