package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** A lab with a bucket of objects, one for manifests and one for reports, and calls for jobs. */
abstract class JobTest extends LabTest {
  static final String ACCOUNT = "111122223333";
  static final String TAG_JOB =
      "<S3PutObjectTagging><TagSet><member><Key>k</Key><Value>v</Value></member></TagSet>"
          + "</S3PutObjectTagging>";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Set<String> TERMINAL = Set.of("Complete", "Failed", "Cancelled");

  String source;
  String reports;

  void buckets() {
    source = bucket();
    reports = bucket();
  }

  /** A CreateJobRequest whose parts a test changes by replacing text. */
  String request(String operation, String manifest) {
    return """
        <CreateJobRequest xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/">
        <ConfirmationRequired>false</ConfirmationRequired><Operation>%s</Operation>
        <Report><Bucket>arn:aws:s3:::%s</Bucket><Format>Report_CSV_20180820</Format>
        <Enabled>true</Enabled><Prefix>r</Prefix><ReportScope>AllTasks</ReportScope></Report>
        <ClientRequestToken>%s</ClientRequestToken>%s<Description>d</Description>
        <Priority>10</Priority><RoleArn>arn:aws:iam::111122223333:role/batch</RoleArn>
        </CreateJobRequest>"""
        .formatted(operation, reports, UUID.randomUUID(), manifest);
  }

  /** Stores a CSV manifest and refers to it. */
  String manifest(String fields, String content, String... headers) {
    String key = "m-" + UUID.randomUUID() + ".csv";
    String etag = s3.put(reports, key, content, headers).etag();
    return reference(key, etag, fields);
  }

  String reference(String key, String etag, String fields) {
    StringBuilder members = new StringBuilder();
    for (String field : fields.split(",", -1)) {
      members.append("<member>").append(field).append("</member>");
    }
    return "<Manifest><Spec><Format>S3BatchOperations_CSV_20180820</Format><Fields>"
        + members
        + "</Fields></Spec><Location><ObjectArn>arn:aws:s3:::"
        + reports
        + "/"
        + key
        + "</ObjectArn><ETag>"
        + etag
        + "</ETag></Location></Manifest>";
  }

  /** A manifest of keys of the source bucket, encoded. */
  String keys(String... encoded) {
    StringBuilder rows = new StringBuilder();
    Arrays.stream(encoded).forEach(key -> rows.append(source + "," + key + "\n"));
    return manifest("Bucket,Key", rows.toString());
  }

  Reply control(String method, String path, String body) {
    return s3.send(
        method,
        "/v20180820/jobs" + path,
        body.getBytes(StandardCharsets.UTF_8),
        "x-amz-account-id",
        ACCOUNT);
  }

  /** Creates a job and returns its id. */
  String create(String request) {
    Reply reply = control("POST", "", request);
    assertThat(reply.outcome()).as(reply.text()).isEqualTo("200");
    return reply.one("JobId");
  }

  Reply describe(String id) {
    return control("GET", "/" + id, "");
  }

  Reply await(String id, String... statuses) {
    List<String> wanted = List.of(statuses);
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end)) {
      Reply reply = describe(id);
      if (wanted.contains(reply.one("Status"))) {
        return reply;
      }
      assertThat(TERMINAL).as(reply.text()).doesNotContain(reply.one("Status"));
    }
    throw new AssertionError("not " + wanted + ": " + describe(id).text());
  }

  /** Waits for something that must come. */
  static void until(BooleanSupplier come) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!come.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
    }
  }

  /** Runs a job to its end and returns the rows of its report, without line ends, sorted. */
  List<String> rows(String operation, String manifest) {
    String id = create(request(operation, manifest));
    await(id, "Complete");
    return rows(id);
  }

  List<String> rows(String id) {
    List<String> rows = new ArrayList<>();
    for (String key : resultKeys(id)) {
      rows.addAll(Arrays.asList(s3.get(reports, key).text().split("\r\n", -1)));
    }
    rows.removeIf(String::isEmpty);
    rows.sort(null);
    return rows;
  }

  List<String> resultKeys(String id) {
    return s3.call("GET", "/" + reports + "?list-type=2&prefix=r%2Fjob-" + id + "%2Fresults%2F")
        .all("Key");
  }

  String tags(String key) {
    Reply reply = s3.call("GET", Client.path(source, key) + "?tagging");
    List<String> tags = new ArrayList<>();
    List<String> values = reply.all("Value");
    for (String name : reply.all("Key")) {
      tags.add(name + "=" + values.get(tags.size()));
    }
    return String.join("&", tags);
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
