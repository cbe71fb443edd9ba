package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs have the rights of their role. */
class JobRightsTest extends JobTest {
  private static final String ALL =
      "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}";

  @Override
  @BeforeEach
  void start() throws IOException {
    super.start();
    buckets();
    s3.put(source, "a", "x");
    s3.put(source, "b", "x", "x-amz-tagging", "k=v");
  }

  private void deny(String action, String resource) {
    lab.role(
        "batch",
        "{\"Statement\": [%s, {\"Effect\": \"Deny\", \"Action\": \"s3:%s\", \"Resource\": \"%s\"}]}"
            .formatted(ALL, action, "arn:aws:s3:::" + resource));
  }

  @Test
  void aTaskWithoutItsRightFailsAndTheOthersDoNot() {
    deny("PutObjectTagging", source + "/b");
    assertThat(rows(TAG_JOB, keys("a", "b")))
        .satisfiesExactly(
            row -> assertThat(row).contains(",a,,succeeded,200,"),
            row ->
                assertThat(row)
                    .contains(",b,,failed,403,AccessDenied,")
                    .contains("assumed-role/batch")
                    .contains("s3:PutObjectTagging"));
  }

  @Test
  void aCopyNeedsRightsAtBothEndsAndOnTags() {
    String target = bucket();
    String copy =
        "<S3PutObjectCopy><TargetResource>arn:aws:s3:::"
            + target
            + "</TargetResource>"
            + "</S3PutObjectCopy>";
    for (String denied :
        new String[] {
          "GetObject " + source + "/b",
          "GetObjectTagging " + source + "/b",
          "PutObject " + target + "/b",
          "PutObjectTagging " + target + "/b"
        }) {
      deny(denied.split(" ", -1)[0], denied.split(" ", -1)[1]);
      assertThat(rows(copy, keys("a", "b")))
          .satisfiesExactly(
              row -> assertThat(row).contains(",a,,succeeded,200,"),
              row -> assertThat(row).contains(",b,,failed,403,AccessDenied,"));
    }
  }

  @Test
  void aManifestThatTheRoleMayNotReadFailsTheJob() {
    deny("GetObject", reports + "/*");
    String id = create(request(TAG_JOB, keys("a")));
    assertThat(await(id, "Failed").one("FailureCode")).isEqualTo("AccessDenied");
  }

  @Test
  void aReportThatTheRoleMayNotWriteFailsTheJob() {
    deny("PutObject", reports + "/*");
    String id = create(request(TAG_JOB, keys("a")));
    assertThat(await(id, "Failed").one("FailureReason")).contains("report");
  }
}
