package io.stocktake.manifests.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.inventory.DeliveryFiles;
import io.stocktake.manifests.io.Digests;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompletionReportTest {
  private static final String JOB = "0f65a1b7-9b4c-4124-a1ad-06ea77d7224f";
  private static final String FOLDER = "bops/job-" + JOB + "/";
  private static final String DONE =
      FOLDER + "results/6217b0fab0de85c408b4be96aeaca9b195a7daa5.csv";
  private static final String FAILED =
      FOLDER + "results/b2ddad417e94331e9f37b44f1faf8c7ed5873f2e.csv";
  private static final String SUCCEEDED_ROWS =
      """
      acme-src,photos/a.jpg,,succeeded,200,,success\r
      acme-src,clip.mov,,succeeded,200,,"{""checksum_base64"":""bS9TOQ\\u003d\\u003d"",\
      ""etag"":""3c3c1813042989094598e4b57ecbdc82"",""checksumAlgorithm"":""CRC32"",\
      ""checksumType"":""FULL_OBJECT"",""checksum_hex"":""6D2F5339""}"\r
      """;
  private static final String FAILED_ROWS =
      """
      acme-src,photos/b.jpg,,failed,404,NoSuchKey,The specified key does not exist\r
      acme-src,photos/c.jpg,,failed,400,InvalidRequest,Task failed due to missing VersionId\r
      acme-src,x.bin,,failed,200,PermanentFailure,"error details: {""failureMessage"":""Task 2845…\
       SSE-C encryption type is not supported for this operation"", ""errorCode"": ""400""}"\r
      """;

  private final Map<String, byte[]> bucket = new HashMap<>();
  private final DeliveryFiles files = new Bucket();

  private final class Bucket implements DeliveryFiles {
    @Override
    public List<String> list(String prefix) {
      throw new AssertionError("a report is not to be listed");
    }

    @Override
    public InputStream open(String key) throws IOException {
      if (!bucket.containsKey(key)) {
        throw new FileNotFoundException(key);
      }
      return new ByteArrayInputStream(bucket.get(key));
    }

    @Override
    public String describe(String key) {
      return "s3://acme-reports/" + key;
    }
  }

  @Test
  void readsTheRowsThatS3Writes() throws IOException {
    write(SUCCEEDED_ROWS, FAILED_ROWS);

    List<ReportRow> rows = rows();

    assertThat(rows)
        .extracting(row -> row.key().value())
        .containsExactly("photos/a.jpg", "clip.mov", "photos/b.jpg", "photos/c.jpg", "x.bin");
    assertThat(rows)
        .extracting(ReportRow::succeeded)
        .containsExactly(true, true, false, false, false);
    assertThat(rows.get(1).message()).contains("\"checksum_hex\":\"6D2F5339\"");
    assertThat(rows.get(2).httpStatus()).isEqualTo("404");
    assertThat(rows.get(2).errorCode()).isEqualTo("NoSuchKey");
    assertThat(rows.get(4).httpStatus()).isEqualTo("200");
    assertThat(rows.get(4).errorCode()).isEqualTo("PermanentFailure");
  }

  @Test
  void readsTheColumnsAsDeclaredToo() throws IOException {
    write("", "acme-src,b,null,failed,NoSuchKey,404,gone\r\nacme-src,c,v1,failed,,500,\r\n");

    List<ReportRow> rows = rows();

    assertThat(rows.get(0))
        .isEqualTo(
            new ReportRow(
                "acme-src", rows.get(0).key(), "null", false, "404", "NoSuchKey", "gone"));
    assertThat(rows.get(1).httpStatus()).isEqualTo("500");
  }

  @Test
  void decodesKeys() throws IOException {
    write("acme-src,raw/a%2Bb%C3%A9%20%25.mov,,succeeded,200,,\n", "");

    assertThat(rows().get(0).key().value()).isEqualTo("raw/a+bé %.mov");
  }

  @Test
  void aKeyThatIsNoUrlEncodingStaysAsItIs() throws IOException {
    write("acme-src,100%.jpg,,succeeded,200,,\n", "acme-src,%FF,,failed,404,NoSuchKey,\n");

    assertThat(rows())
        .extracting(row -> row.key().value() + " " + row.encoded())
        .containsExactly("100%.jpg false", "%FF false");
  }

  @Test
  void aReportThatIsNotThereYetIsNone() throws IOException {
    assertThat(CompletionReport.find(files, "bops", JOB)).isEmpty();
  }

  @Test
  void aDamagedFileIsRefused() {
    write(SUCCEEDED_ROWS, FAILED_ROWS);
    bucket.put(FAILED, FAILED_ROWS.replace("photos/b", "photos/z").getBytes(UTF_8));

    assertThatThrownBy(this::rows).hasMessageContaining("does not have the MD5");

    write(SUCCEEDED_ROWS, FAILED_ROWS);
    bucket.put(FOLDER + "manifest.json.md5", "00\n".getBytes(UTF_8));
    assertThatThrownBy(this::rows).hasMessageContaining("manifest.json does not have the MD5");
  }

  @Test
  void rowsThatAreNoneAreToldWithTheirLine() {
    write("acme-src,a,,succeeded,200,\n", "");
    assertThatThrownBy(this::rows).hasMessageContaining("line 1").hasMessageContaining("7 columns");

    write("acme-src,a,,perhaps,200,,\n", "");
    assertThatThrownBy(this::rows).hasMessageContaining("not a task status: perhaps");
  }

  private List<ReportRow> rows() throws IOException {
    List<ReportRow> rows = new ArrayList<>();
    CompletionReport.find(files, "bops", JOB).orElseThrow().rows(rows::add);
    return rows;
  }

  private void write(String done, String failed) {
    bucket.put(DONE, done.getBytes(UTF_8));
    bucket.put(FAILED, failed.getBytes(UTF_8));
    String json =
        """
        {"Format":"Report_CSV_20180820",
         "ReportCreationDate":"2026-07-21T17:48:39.725Z",
         "Results":[
          {"TaskExecutionStatus":"succeeded","Bucket":"acme-reports","MD5Checksum":"%s","Key":"%s"},
          {"TaskExecutionStatus":"failed","Bucket":"acme-reports","MD5Checksum":"%s","Key":"%s"}],
         "ReportSchema":"Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage"}
        """
            .formatted(md5(bucket.get(DONE)), DONE, md5(bucket.get(FAILED)), FAILED);
    bucket.put(FOLDER + "manifest.json", json.getBytes(UTF_8));
    bucket.put(FOLDER + "manifest.json.md5", (md5(json.getBytes(UTF_8)) + "\n").getBytes(UTF_8));
  }

  private static String md5(byte[] bytes) {
    return Digests.hex(Digests.md5().digest(bytes));
  }
}
