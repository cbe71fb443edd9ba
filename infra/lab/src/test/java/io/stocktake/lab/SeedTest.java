package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.lab.seed.Seeding;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeedTest extends LabTest {
  private String seed(String parameters) {
    Reply reply =
        s3.sendUnsigned("POST", "/_lab/seed?" + parameters, BodyPublishers.noBody(), Map.of());
    return reply.status() + " " + reply.text().trim();
  }

  @Test
  void seededObjectsAreLikeOthers() throws Exception {
    String bucket = bucket();
    assertThat(seed("bucket=" + bucket + "&prefix=p%2F&count=3&size=100001")).isEqualTo("200 {}");
    assertThat(s3.call("GET", "/" + bucket + "?list-type=2").all("Key"))
        .containsExactly("p/0000000000", "p/0000000001", "p/0000000002");
    byte[] bytes = s3.get(bucket, "p/0000000001").bytes();
    assertThat(bytes).hasSize(100_001);
    assertThat(s3.head(bucket, "p/0000000001").etag())
        .isEqualTo(JobTest.hex(MessageDigest.getInstance("MD5").digest(bytes)));
    assertThat(s3.get(bucket, "p/0000000001", "Range", "bytes=777-1111").bytes())
        .isEqualTo(Arrays.copyOfRange(bytes, 777, 1112));
    assertThat(s3.get(bucket, "p/0000000002").bytes()).isNotEqualTo(bytes);
    assertThat(bodies()).isZero();
    stop();
    start();
    assertThat(s3.get(bucket, "p/0000000001").bytes()).isEqualTo(bytes);
    s3.put(bucket, "p/0000000001", "real");
    s3.delete(bucket, "p/0000000002");
    assertThat(s3.get(bucket, "p/0000000001").text()).isEqualTo("real");
  }

  @Test
  void copiesOfSeededObjectsAreRight() throws IOException {
    String bucket = bucket();
    lab.seed(new Seeding(bucket, "s", 1).withSize(1000));
    String from = bucket + "/s0000000000";
    assertThat(s3.put(bucket, "copy", "", "x-amz-copy-source", from).status()).isEqualTo(200);
    assertThat(s3.get(bucket, "copy").bytes()).isEqualTo(s3.get(bucket, "s0000000000").bytes());
    assertThat(s3.head(bucket, "copy").etag()).isEqualTo(s3.head(bucket, "s0000000000").etag());
    assertThat(bodies()).isZero();
  }

  @Test
  void aFakedSizeIsShownButNotRead() throws IOException {
    String bucket = bucket();
    seed("bucket=" + bucket + "&prefix=f&count=1&fake-size=6442450944&storage-class=STANDARD_IA");
    Reply head = s3.head(bucket, "f0000000000");
    assertThat(head.header("Content-Length")).isEqualTo("6442450944");
    assertThat(head.etag()).matches("[0-9a-f]{32}-6");
    assertThat(head.header("x-amz-storage-class")).isEqualTo("STANDARD_IA");
    assertThat(s3.call("GET", "/" + bucket + "?list-type=2").one("Size")).isEqualTo("6442450944");
    assertThat(s3.get(bucket, "f0000000000").outcome()).isEqualTo("501 NotImplemented");
    String copy = "x-amz-copy-source";
    assertThat(s3.put(bucket, "c", "", copy, bucket + "/f0000000000").outcome())
        .isEqualTo("400 InvalidRequest");
    assertThat(copyParts(bucket)).isEqualTo("6442450944");
  }

  /** Copies the object in two parts; returns the length of the copy. */
  private String copyParts(String bucket) {
    String id = s3.post(Client.path(bucket, "c") + "?uploads", "").one("UploadId");
    StringBuilder parts = new StringBuilder("<CompleteMultipartUpload>");
    String[] ranges = {"bytes=0-5368709119", "bytes=5368709120-6442450943"};
    for (int i = 0; i < 2; i++) {
      String target = Client.path(bucket, "c") + "?uploadId=" + id + "&partNumber=" + (i + 1);
      String from = bucket + "/f0000000000";
      Reply part =
          s3.send(
              "PUT",
              target,
              new byte[0],
              "x-amz-copy-source",
              from,
              "x-amz-copy-source-range",
              ranges[i]);
      assertThat(part.outcome()).isEqualTo("200");
      parts.append("<Part><PartNumber>" + (i + 1) + "</PartNumber>");
      parts.append("<ETag>" + part.one("ETag") + "</ETag></Part>");
    }
    parts.append("</CompleteMultipartUpload>");
    Reply done = s3.post(Client.path(bucket, "c") + "?uploadId=" + id, parts.toString());
    assertThat(done.outcome()).isEqualTo("200");
    return s3.head(bucket, "c").header("Content-Length");
  }

  @Test
  void wrongSeedingsAreRefused() {
    String bucket = bucket();
    assertThat(seed("bucket=absent&count=1")).startsWith("404 ");
    assertThat(seed("bucket=" + bucket + "&count=-1")).startsWith("400 ");
    assertThat(seed("bucket=" + bucket + "&count=x")).startsWith("400 ");
    assertThat(seed("bucket=" + bucket + "&storage-class=COLD")).startsWith("400 ");
  }

  @Test
  void jobFaultsCanBeAskedOverHttp() {
    String faults = "/_lab/jobs/faults";
    String all =
        "?task-millis=1&tasks-per-second=9&prepare-millis=1&report-millis=1&restore-millis=1"
            + "&describe-misses=1&fail-keys=x.*&fail-share=0.5&code=AccessDenied";
    assertThat(admin("POST", faults + all)).isEqualTo(200);
    assertThat(lab.jobFaults().missesDescribe()).isTrue();
    assertThat(lab.jobFaults().restoreTime()).isPositive();
    assertThat(admin("DELETE", faults)).isEqualTo(200);
    assertThat(lab.jobFaults().restoreTime()).isZero();
    assertThat(admin("POST", faults + "?odd=1")).isEqualTo(400);
    assertThat(admin("POST", faults + "?task-millis=x")).isEqualTo(400);
    String row =
        "?end-keys=x&succeeded=false&status=200&code=PermanentFailure&message=no%2C%20never";
    assertThat(admin("POST", faults + row)).isEqualTo(200);
    assertThat(admin("POST", faults + "?end-keys=%28")).isEqualTo(400);
    assertThat(admin("DELETE", faults)).isEqualTo(200);
  }

  @Test
  void objectsCanBeArchivedOverHttp() {
    String bucket = bucket();
    s3.put(bucket, "i", "1", "x-amz-storage-class", "INTELLIGENT_TIERING");
    s3.put(bucket, "a", "1");
    String tier = "/_lab/archive?tier=ARCHIVE_ACCESS&bucket=" + bucket;
    assertThat(admin("POST", tier + "&key=i")).isEqualTo(200);
    assertThat(s3.get(bucket, "i").outcome()).isEqualTo("403 InvalidObjectState");
    assertThat(admin("POST", tier + "&key=a")).isEqualTo(403);
    assertThat(admin("POST", tier + "&key=absent")).isEqualTo(404);
    assertThat(admin("POST", tier.replace("=ARCHIVE", "=SOME") + "&key=i")).isEqualTo(400);
  }

  private int admin(String method, String target) {
    return s3.sendUnsigned(method, target, BodyPublishers.noBody(), Map.of()).status();
  }
}
