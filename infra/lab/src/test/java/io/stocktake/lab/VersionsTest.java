package io.stocktake.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionsTest extends LabTest {
  static void enable(Client s3, String bucket) {
    set(s3, bucket, "Enabled");
  }

  private static void set(Client s3, String bucket, String status) {
    String body =
        "<VersioningConfiguration><Status>" + status + "</Status></VersioningConfiguration>";
    assertThat(s3.send("PUT", "/" + bucket + "?versioning", body.getBytes(UTF_8)).status())
        .isEqualTo(200);
  }

  private Reply version(String method, String bucket, String key, String id) {
    return s3.call(method, Client.path(bucket, key) + "?versionId=" + id);
  }

  @Test
  void keepsEveryVersion() {
    String bucket = bucket();
    s3.put(bucket, "k", "0");
    enable(s3, bucket);
    String first = s3.put(bucket, "k", "1").header("x-amz-version-id");
    s3.put(bucket, "k", "2");
    assertThat(s3.get(bucket, "k").text()).isEqualTo("2");
    assertThat(version("GET", bucket, "k", first).text()).isEqualTo("1");
    assertThat(version("GET", bucket, "k", "null").text()).isEqualTo("0");
    assertThat(version("GET", bucket, "k", "none").outcome()).isEqualTo("404 NoSuchVersion");
  }

  @Test
  void aDeleteMarkerHidesAndItsRemovalUndeletes() {
    String bucket = bucket();
    enable(s3, bucket);
    s3.put(bucket, "k", "1");
    Reply deleted = s3.delete(bucket, "k");
    String marker = deleted.header("x-amz-version-id");
    assertThat(deleted.header("x-amz-delete-marker")).isEqualTo("true");
    Reply hidden = s3.get(bucket, "k");
    assertThat(hidden.outcome()).isEqualTo("404 NoSuchKey");
    assertThat(hidden.header("x-amz-delete-marker")).isEqualTo("true");
    Reply named = version("GET", bucket, "k", marker);
    assertThat(named.outcome()).isEqualTo("405 MethodNotAllowed");
    assertThat(named.header("Last-Modified")).isNotEmpty();
    assertThat(version("DELETE", bucket, "k", marker).header("x-amz-delete-marker"))
        .isEqualTo("true");
    assertThat(s3.get(bucket, "k").text()).isEqualTo("1");
  }

  @Test
  void aDeleteOfAnAbsentKeyMakesAMarkerToo() {
    String bucket = bucket();
    assertThat(s3.delete(bucket, "k").header("x-amz-version-id")).isEmpty();
    enable(s3, bucket);
    assertThat(s3.delete(bucket, "k").header("x-amz-delete-marker")).isEqualTo("true");
    assertThat(s3.call("DELETE", "/" + bucket).outcome()).isEqualTo("409 BucketNotEmpty");
  }

  @Test
  void suspendedVersioningReplacesTheNullVersion() {
    String bucket = bucket();
    enable(s3, bucket);
    String kept = s3.put(bucket, "k", "1").header("x-amz-version-id");
    set(s3, bucket, "Suspended");
    s3.put(bucket, "k", "2");
    s3.put(bucket, "k", "3");
    assertThat(versions(bucket, 1000)).containsExactly("k null", "k " + kept);
    assertThat(s3.delete(bucket, "k").header("x-amz-version-id")).isEqualTo("null");
    assertThat(versions(bucket, 1000)).containsExactly("k null", "k " + kept);
    assertThat(version("GET", bucket, "k", "null").outcome()).isEqualTo("405 MethodNotAllowed");
  }

  @Test
  void listsNewestFirstInPagesOfAnySize() {
    String bucket = bucket();
    enable(s3, bucket);
    for (String key : List.of("a", "b", "a", "c", "b", "a")) {
      s3.put(bucket, key, "x");
    }
    s3.delete(bucket, "b");
    List<String> all = versions(bucket, 1000);
    assertThat(all).hasSize(7);
    assertThat(all.stream().map(row -> row.substring(0, 1)))
        .containsExactly("a", "a", "a", "b", "b", "b", "c");
    assertThat(versions(bucket, 1)).isEqualTo(all);
    assertThat(versions(bucket, 2)).isEqualTo(all);
    Reply reply = s3.call("GET", "/" + bucket + "?versions");
    assertThat(reply.all("IsLatest").stream().filter("true"::equals)).hasSize(3);
    assertThat(reply.all("DeleteMarker")).hasSize(1);
  }

  private List<String> versions(String bucket, int pageSize) {
    List<String> rows = new ArrayList<>();
    String markers = "";
    while (true) {
      Reply page = s3.call("GET", "/" + bucket + "?versions&max-keys=" + pageSize + markers);
      List<String> keys = page.all("Key");
      List<String> ids = page.all("VersionId");
      for (int i = 0; i < keys.size(); i++) {
        rows.add(keys.get(i) + " " + ids.get(i));
      }
      if (page.one("IsTruncated").equals("false")) {
        return rows;
      }
      markers =
          "&key-marker="
              + Client.encode(page.one("NextKeyMarker"))
              + "&version-id-marker="
              + Client.encode(page.one("NextVersionIdMarker"));
    }
  }
}
