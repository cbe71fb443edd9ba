package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.lab.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobApiTest extends JobTest {
  @BeforeEach
  void prepare() {
    buckets();
    s3.put(source, "a", "1");
  }

  private String refused(String request) {
    return control("POST", "", request).outcome();
  }

  @Test
  void describesAJob() {
    String manifest = keys("a");
    String id = create(request(TAG_JOB, manifest));
    Reply reply = await(id, "Complete");
    assertThat(reply.one("JobArn")).isEqualTo("arn:aws:s3:us-east-1:" + ACCOUNT + ":job/" + id);
    assertThat(reply.one("TotalNumberOfTasks")).isEqualTo("1");
    assertThat(reply.one("NumberOfTasksSucceeded")).isEqualTo("1");
    assertThat(reply.one("NumberOfTasksFailed")).isEqualTo("0");
    assertThat(reply.one("ElapsedTimeInActiveSeconds")).isEqualTo("0");
    assertThat(reply.one("Priority")).isEqualTo("10");
    assertThat(reply.one("Description")).isEqualTo("d");
    assertThat(reply.text()).contains(manifest).contains("<Operation>" + TAG_JOB);
    assertThat(reply.one("TerminationDate")).isNotEmpty();
    assertThat(reply.text()).doesNotContain("FailureReasons");
  }

  @Test
  void errorsHaveTheFormThatControlClientsRead() {
    Reply reply = describe("no-such-job");
    assertThat(reply.outcome()).isEqualTo("404 NoSuchJob");
    assertThat(reply.text()).contains("<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchJob");
    assertThat(control("GET", "/x/other", "").outcome()).isEqualTo("501 NotImplemented");
    Reply account = s3.send("GET", "/v20180820/jobs", new byte[0], "x-amz-account-id", "1");
    assertThat(account.outcome()).isEqualTo("400 InvalidRequestException");
  }

  @Test
  void requestsMustBeSignedAndOfTheAccountThatIsTheCallers() {
    String id = create(request(TAG_JOB, keys("a")));
    Map<String, String> headers = new TreeMap<>(Client.headers("x-amz-account-id", ACCOUNT));
    headers.put("x-amz-content-sha256", Client.UNSIGNED);
    var body = BodyPublishers.noBody();
    Reply unsigned = s3.sendUnsigned("GET", "/v20180820/jobs", body, headers);
    assertThat(unsigned.outcome()).startsWith("403").as(unsigned.text());
    byte[] create = request(TAG_JOB, keys("a")).getBytes(StandardCharsets.UTF_8);
    String jobs = "/v20180820/jobs";
    String[] other = {"x-amz-account-id", "999988887777"};
    for (Reply reply :
        List.of(
            s3.send("GET", jobs + "/" + id, new byte[0], other),
            s3.send("GET", jobs, new byte[0], other),
            s3.send("POST", jobs, create, other),
            s3.send("POST", jobs + "/" + id + "/priority?priority=1", new byte[0], other),
            s3.send("GET", jobs + "/" + id + "/tagging", new byte[0], other))) {
      assertThat(reply.outcome()).isEqualTo("403 AccessDenied");
    }
  }

  @Test
  void incompleteRequestsAreRefused() {
    String good = request(TAG_JOB, keys("a"));
    String bad = "400 BadRequestException";
    assertThat(refused(good.replaceAll("<Priority>.*</Priority>", ""))).isEqualTo(bad);
    assertThat(refused(good.replace("<Priority>10", "<Priority>-1"))).isEqualTo(bad);
    assertThat(refused(good.replace("<Priority>10", "<Priority>2147483648"))).isEqualTo(bad);
    assertThat(refused(good.replaceAll("<RoleArn>.*</RoleArn>", ""))).isEqualTo(bad);
    assertThat(refused(good.replace("role/batch", "user/batch"))).isEqualTo(bad);
    assertThat(refused(good.replaceAll("<ClientR.*Token>", ""))).isEqualTo(bad);
    assertThat(refused(good.replaceAll("(?s)<Report>.*</Report>", ""))).isEqualTo(bad);
    assertThat(refused(good.replaceAll("<Manifest>.*</Manifest>", ""))).isEqualTo(bad);
    assertThat(refused(good.replaceAll("<ETag>.*</ETag>", ""))).isEqualTo(bad);
    assertThat(refused(good.replace("<Format>S3Batch", "<Format>S3"))).isEqualTo(bad);
    assertThat(refused(good.replace("<member>Key</member>", "<member>K</member>"))).isEqualTo(bad);
    assertThat(refused(good.replace(TAG_JOB, ""))).isEqualTo(bad);
    assertThat(refused(good.replace(TAG_JOB, TAG_JOB + TAG_JOB))).isEqualTo(bad);
    assertThat(refused(good.replace(TAG_JOB, "<S3DeleteObject/>"))).isEqualTo(bad);
    assertThat(refused(good.replace("<Description>d", "<Description>" + "d".repeat(257))))
        .isEqualTo(bad);
    assertThat(refused("<CreateJobRequest>")).isEqualTo("400 MalformedXML");
  }

  @Test
  void incompleteReportsAreRefused() {
    String good = request(TAG_JOB, keys("a"));
    String bad = "400 BadRequestException";
    assertThat(refused(good.replace("arn:aws:s3:::" + reports + "</Bucket>", "b</Bucket>")))
        .isEqualTo(bad);
    assertThat(refused(good.replace("Report_CSV_20180820", "CSV"))).isEqualTo(bad);
    assertThat(refused(good.replace("AllTasks", "Some"))).isEqualTo(bad);
    assertThat(refused(good.replace("<Enabled>true</Enabled>", ""))).isEqualTo(bad);
    String none = "<Report><Enabled>false</Enabled></Report>";
    create(good.replaceAll("(?s)<Report>.*</Report>", none));
  }

  @Test
  void whatTheLabDoesNotHaveIsRefusedOpenly() {
    String good = request(TAG_JOB, keys("a"));
    String not = "501 NotImplemented";
    assertThat(refused(good.replace(TAG_JOB, "<S3ReplicateObject/>"))).isEqualTo(not);
    assertThat(refused(good.replace(TAG_JOB, "<LambdaInvoke/>"))).isEqualTo(not);
  }

  @Test
  void aTokenMakesOneJobOnlyAlsoAfterARestart() throws IOException {
    String request = request(TAG_JOB, keys("a"));
    lab.failNext("CreateJob", ".*", 1, Fault.of(Fault.Kind.LOST_ANSWER));
    assertThatThrownBy(() -> create(request)).isInstanceOf(UncheckedIOException.class);
    String id = create(request);
    assertThat(control("GET", "", "").all("JobId")).containsExactly(id);
    String other = request.replace("<Priority>10", "<Priority>11");
    assertThat(refused(other)).isEqualTo("400 IdempotencyException");
    await(id, "Complete");
    stop();
    start();
    assertThat(create(request)).isEqualTo(id);
    assertThat(refused(other)).isEqualTo("400 IdempotencyException");
    assertThat(control("GET", "", "").all("JobId")).containsExactly(id);
  }

  @Test
  void listsByStatusAndInPages() {
    String manifest = keys("a");
    String done = create(request(TAG_JOB, manifest));
    await(done, "Complete");
    String waiting =
        create(
            request(TAG_JOB, manifest)
                .replace("<ConfirmationRequired>false", "<ConfirmationRequired>true"));
    await(waiting, "Suspended");
    assertThat(control("GET", "", "").all("JobId")).containsExactlyInAnyOrder(done, waiting);
    Reply suspended = control("GET", "?jobStatuses=Suspended&jobStatuses=Active", "");
    assertThat(suspended.all("JobId")).containsExactly(waiting);
    assertThat(suspended.one("Operation")).isEqualTo("S3PutObjectTagging");
    Reply first = control("GET", "?maxResults=1", "");
    assertThat(first.all("JobId")).hasSize(1);
    Reply second = control("GET", "?maxResults=1&nextToken=" + first.one("NextToken"), "");
    assertThat(second.all("JobId")).hasSize(1).doesNotContainAnyElementsOf(first.all("JobId"));
    assertThat(second.all("NextToken")).isEmpty();
    assertThat(control("GET", "?nextToken=x", "").outcome())
        .isEqualTo("400 InvalidNextTokenException");
    assertThat(control("GET", "?jobStatuses=Odd", "").outcome())
        .isEqualTo("400 InvalidRequestException");
  }

  @Test
  void jobsHaveTags() {
    String tags = "<Tags><member><Key>team</Key><Value>x</Value></member></Tags>";
    String id = create(request(TAG_JOB, keys("a") + tags));
    assertThat(control("GET", "/" + id + "/tagging", "").one("Key")).isEqualTo("team");
    String put = "<PutJobTaggingRequest>" + tags.replace("team", "t2") + "</PutJobTaggingRequest>";
    assertThat(control("PUT", "/" + id + "/tagging", put).status()).isEqualTo(200);
    assertThat(control("GET", "/" + id + "/tagging", "").all("Key")).containsExactly("t2");
    String tooMany = put.replace("</member>", "</member>" + members(50));
    assertThat(control("PUT", "/" + id + "/tagging", tooMany).outcome())
        .isEqualTo("400 TooManyTagsException");
    control("DELETE", "/" + id + "/tagging", "");
    assertThat(control("GET", "/" + id + "/tagging", "").all("Key")).isEmpty();
  }

  private static String members(int count) {
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < count; i++) {
      members.append("<member><Key>k" + i + "</Key><Value>v</Value></member>");
    }
    return members.toString();
  }

  /** As a client sends it that takes the lab for an HTTP proxy. */
  @Test
  void takesAbsoluteFormRequests() throws IOException {
    String id = create(request(TAG_JOB, keys("a")));
    URI endpoint = URI.create("http://" + ACCOUNT + ".s3-control.test");
    Map<String, String> headers = new TreeMap<>(Client.headers("x-amz-account-id", ACCOUNT));
    headers.put("x-amz-content-sha256", hex(SigV4.sha256(new byte[0])));
    headers.put("x-amz-date", SigV4.timestamp(Instant.now()));
    String target = "/v20180820/jobs/" + id;
    headers.put("Authorization", s3.signer().authorize("GET", endpoint, target, headers));
    headers.put("Host", endpoint.getAuthority());
    headers.put("Connection", "close");
    StringBuilder head = new StringBuilder("GET " + endpoint + target + " HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), lab.endpoint().getPort())) {
      socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200").contains("<JobId>" + id + "</JobId>");
    }
  }

  @Test
  void aDescribeMayMissAJobThatWasJustCreated() {
    lab.jobFaults().missDescribes(2);
    String id = create(request(TAG_JOB, keys("a")));
    assertThat(describe(id).outcome()).isEqualTo("404 NoSuchJob");
    assertThat(describe(id).outcome()).isEqualTo("404 NoSuchJob");
    assertThat(describe(id).status()).isEqualTo(200);
  }

  @Test
  void progressIsAbsentBeforeTheManifestIsRead() {
    lab.jobFaults().slowPreparation(Duration.ofMinutes(1));
    String id = create(request(TAG_JOB, keys("a")));
    assertThat(await(id, "Preparing").text()).doesNotContain("ProgressSummary");
  }
}
