package io.stocktake.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Object Lock: what is locked, by whom, until when, and what that refuses. */
class ObjectLockTest extends LabTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final String FUTURE = "2027-01-01T00:00:00Z";
  private static final String LATER = "2028-01-01T00:00:00Z";
  private static final String MODE = "x-amz-object-lock-mode";
  private static final String UNTIL = "x-amz-object-lock-retain-until-date";
  private static final String HOLD = "x-amz-object-lock-legal-hold";
  private static final String BYPASS = "x-amz-bypass-governance-retention";

  private Instant now = START;
  private String bucket;

  /** The test's own time. */
  private final class Moved extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Override
  LabOptions options() {
    return LabOptions.in(data).withClock(new Moved());
  }

  @BeforeEach
  void lockable() {
    bucket = "locked";
    assertThat(
            s3.send("PUT", "/" + bucket, new byte[0], "x-amz-bucket-object-lock-enabled", "true")
                .status())
        .isEqualTo(200);
  }

  private Reply put(String key, String... headers) {
    return s3.put(bucket, key, "1", with(headers, "Content-MD5", DeletesTest.md5("1")));
  }

  private static String[] with(String[] headers, String... more) {
    return Stream.of(headers, more).flatMap(Arrays::stream).toArray(String[]::new);
  }

  private static String[] retention(String mode, String until) {
    return new String[] {MODE, mode, UNTIL, until};
  }

  private Reply document(String key, String subresource, String body, String... headers) {
    return s3.send(
        "PUT",
        Client.path(bucket, key) + "?" + subresource,
        body.getBytes(UTF_8),
        with(headers, "Content-MD5", DeletesTest.md5(body)));
  }

  private Reply retain(String key, String mode, String until, String... headers) {
    String body =
        "<Retention><Mode>%s</Mode><RetainUntilDate>%s</RetainUntilDate></Retention>"
            .formatted(mode, until);
    return document(key, "retention", body, headers);
  }

  private Reply configure(String rule) {
    String body =
        "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>"
            + rule
            + "</ObjectLockConfiguration>";
    return s3.send(
        "PUT",
        "/" + bucket + "?object-lock",
        body.getBytes(UTF_8),
        "Content-MD5",
        DeletesTest.md5(body));
  }

  private Reply byDefault(String mode, String period) {
    return configure(
        "<Rule><DefaultRetention><Mode>%s</Mode>%s</DefaultRetention></Rule>"
            .formatted(mode, period));
  }

  private Reply deleteVersion(String key, String id, String... headers) {
    return s3.send("DELETE", Client.path(bucket, key) + "?versionId=" + id, new byte[0], headers);
  }

  private static String id(Reply written) {
    return written.header("x-amz-version-id");
  }

  private String lockOf(String key) {
    Reply head = s3.head(bucket, key);
    return String.join(" ", head.header(MODE), head.header(UNTIL), head.header(HOLD)).trim();
  }

  /** The ways to an object, each with the headers of a lock. */
  private void write(String way, String key, String... lock) {
    String target = Client.path(bucket, key);
    Reply reply =
        switch (way) {
          case "put" -> put(key, lock);
          case "copy" -> {
            put("source");
            yield s3.send(
                "PUT", target, new byte[0], with(lock, "x-amz-copy-source", bucket + "/source"));
          }
          default -> upload(target, lock);
        };
    assertThat(reply.outcome()).as(reply.text()).isEqualTo("200");
  }

  private Reply upload(String target, String... lock) {
    String id = s3.post(target + "?uploads", "", lock).one("UploadId");
    String part = target + "?partNumber=1&uploadId=" + id;
    byte[] body = "1".getBytes(UTF_8);
    String md5 = DeletesTest.md5("1");
    String etag = s3.send("PUT", part, body, "Content-MD5", md5).etag();
    return s3.post(
        target + "?uploadId=" + id,
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>%s</ETag></Part></CompleteMultipartUpload>"
            .formatted(etag));
  }

  @ParameterizedTest
  @ValueSource(strings = {"put", "copy", "upload"})
  void everyWriteCanLockWhatItWrites(String way) throws IOException {
    write(way, "governed", retention("GOVERNANCE", FUTURE));
    write(way, "complied", with(retention("COMPLIANCE", LATER), HOLD, "OFF"));
    write(way, "held", HOLD, "ON");
    write(way, "free");
    byDefault("GOVERNANCE", "<Days>2</Days>");
    write(way, "default");
    write(way, "own", retention("COMPLIANCE", FUTURE));
    lab.close();
    start();
    assertThat(lockOf("governed")).isEqualTo("GOVERNANCE " + FUTURE);
    assertThat(lockOf("complied")).isEqualTo("COMPLIANCE " + LATER + " OFF");
    assertThat(lockOf("held")).isEqualTo("ON");
    assertThat(lockOf("free")).isEmpty();
    assertThat(lockOf("default")).isEqualTo("GOVERNANCE 2026-03-03T12:00:00Z");
    assertThat(lockOf("own")).isEqualTo("COMPLIANCE " + FUTURE);
    String retention = s3.call("GET", Client.path(bucket, "governed") + "?retention").text();
    assertThat(retention).contains("<Mode>GOVERNANCE</Mode>").contains(FUTURE);
    assertThat(s3.call("GET", Client.path(bucket, "held") + "?legal-hold").one("Status"))
        .isEqualTo("ON");
  }

  @Test
  void anUploadBegunBeforeARestartIsLockedAtItsEnd() throws IOException {
    String target = Client.path(bucket, "k");
    String id = s3.post(target + "?uploads", "", retention("COMPLIANCE", FUTURE)).one("UploadId");
    lab.close();
    start();
    byte[] body = "1".getBytes(UTF_8);
    String part = target + "?partNumber=1&uploadId=" + id;
    assertThat(s3.send("PUT", part, body).outcome()).isEqualTo("400 InvalidRequest");
    String etag = s3.send("PUT", part, body, "Content-MD5", DeletesTest.md5("1")).etag();
    s3.post(
        target + "?uploadId=" + id,
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>%s</ETag></Part></CompleteMultipartUpload>"
            .formatted(etag));
    assertThat(lockOf("k")).isEqualTo("COMPLIANCE " + FUTURE);
  }

  @ParameterizedTest
  @CsvSource({
    "GOVERNANCE, 403, 204",
    "COMPLIANCE, 403, 403",
    "ON, 403, 403",
    "OFF, 204, 404",
  })
  void aLockedVersionIsNotDeleted(String lock, int plain, int bypassing) {
    String[] headers = lock.length() > 3 ? retention(lock, FUTURE) : new String[] {HOLD, lock};
    String id = id(put("k", headers));
    Reply refused = deleteVersion("k", id);
    assertThat(refused.status()).isEqualTo(plain);
    if (plain == 403) {
      assertThat(refused.one("Code")).isEqualTo("AccessDenied");
      assertThat(refused.one("Message")).contains("object lock");
      assertThat(deleteVersion("k", id, BYPASS, "true").status()).isEqualTo(bypassing);
    }
    now = Instant.parse(LATER);
    String after = id(put("k", HOLD, lock.equals("ON") ? "ON" : "OFF"));
    assertThat(deleteVersion("k", after).status()).isEqualTo(lock.equals("ON") ? 403 : 204);
  }

  @Test
  void aRetentionEnds() {
    String id = id(put("k", retention("COMPLIANCE", FUTURE)));
    now = Instant.parse(FUTURE).minusMillis(1);
    assertThat(deleteVersion("k", id).status()).isEqualTo(403);
    now = Instant.parse(FUTURE);
    assertThat(deleteVersion("k", id).status()).isEqualTo(204);
  }

  @Test
  void aDeleteWithoutAVersionHidesAndAnOverwriteMakesAnotherVersion() {
    String id = id(put("k", retention("COMPLIANCE", FUTURE)));
    assertThat(id(put("k"))).isNotEqualTo(id);
    assertThat(lockOf("k")).isEmpty();
    Reply marker = s3.delete(bucket, "k");
    assertThat(marker.header("x-amz-delete-marker")).isEqualTo("true");
    assertThat(deleteVersion("k", id(marker)).status()).isEqualTo(204);
    assertThat(deleteVersion("k", id).status()).isEqualTo(403);
  }

  @Test
  void deleteObjectsTellsOfEachLockedVersion() {
    String governed = id(put("a", retention("GOVERNANCE", FUTURE)));
    String held = id(put("b", HOLD, "ON"));
    String free = id(put("c"));
    List<String> objects = new ArrayList<>();
    for (String object : List.of("a " + governed, "b " + held, "c " + free)) {
      String[] words = object.split(" ", -1);
      objects.add(
          "<Object><Key>%s</Key><VersionId>%s</VersionId></Object>".formatted(words[0], words[1]));
    }
    String body = "<Delete>" + String.join("", objects) + "</Delete>";
    String[] md5 = {"Content-MD5", DeletesTest.md5(body)};
    Reply reply = s3.post("/" + bucket + "?delete", body, md5);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.all("Code")).containsExactly("AccessDenied", "AccessDenied");
    assertThat(reply.text()).contains("<Deleted><Key>c</Key>").contains("object lock");
    Reply bypassed = s3.post("/" + bucket + "?delete", body, with(md5, BYPASS, "true"));
    assertThat(bypassed.all("Code")).containsExactly("AccessDenied");
    assertThat(bypassed.text()).contains("<Deleted><Key>a</Key>").contains("<Error><Key>b</Key>");
  }

  /** A retention of one mode until FUTURE is changed. */
  @ParameterizedTest
  @CsvSource({
    // from, to, until, status without and with bypass
    "GOVERNANCE, GOVERNANCE, 2028-01-01T00:00:00Z, 200, 200",
    "GOVERNANCE, GOVERNANCE, 2027-01-01T00:00:00Z, 200, 200",
    "GOVERNANCE, GOVERNANCE, 2026-06-01T00:00:00Z, 403, 200",
    "GOVERNANCE, COMPLIANCE, 2028-01-01T00:00:00Z, 403, 200",
    "COMPLIANCE, COMPLIANCE, 2028-01-01T00:00:00Z, 200, 200",
    "COMPLIANCE, COMPLIANCE, 2026-06-01T00:00:00Z, 403, 403",
    "COMPLIANCE, GOVERNANCE, 2028-01-01T00:00:00Z, 403, 403",
    "GOVERNANCE, GOVERNANCE, 2020-01-01T00:00:00Z, 400, 400",
  })
  void aRetentionIsWeakenedOnlyUnderGovernanceWithBypass(
      String from, String to, String until, int plain, int bypassing) {
    put("plain", retention(from, FUTURE));
    put("bypassing", retention(from, FUTURE));
    assertThat(retain("plain", to, until).status()).isEqualTo(plain);
    assertThat(retain("bypassing", to, until, BYPASS, "true").status()).isEqualTo(bypassing);
    assertThat(lockOf("plain")).isEqualTo(plain == 200 ? to + " " + until : from + " " + FUTURE);
    assertThat(lockOf("bypassing"))
        .isEqualTo(bypassing == 200 ? to + " " + until : from + " " + FUTURE);
  }

  @Test
  void onlyARetentionUnderGovernanceIsTakenAway() {
    put("g", retention("GOVERNANCE", FUTURE));
    put("c", retention("COMPLIANCE", FUTURE));
    assertThat(document("g", "retention", "<Retention/>").outcome()).isEqualTo("403 AccessDenied");
    assertThat(document("g", "retention", "<Retention/>", BYPASS, "true").status()).isEqualTo(200);
    assertThat(document("c", "retention", "<Retention/>", BYPASS, "true").outcome())
        .isEqualTo("403 AccessDenied");
    assertThat(lockOf("g")).isEmpty();
    assertThat(s3.call("GET", Client.path(bucket, "g") + "?retention").outcome())
        .isEqualTo("404 NoSuchObjectLockConfiguration");
  }

  @Test
  void aLegalHoldIsPutAndLiftedOnTheVersionThatIsNamed() {
    String first = id(put("k"));
    put("k");
    String on = "<LegalHold><Status>ON</Status></LegalHold>";
    assertThat(document("k", "legal-hold&versionId=" + first, on).status()).isEqualTo(200);
    assertThat(lockOf("k")).isEmpty();
    assertThat(deleteVersion("k", first, BYPASS, "true").status()).isEqualTo(403);
    document("k", "legal-hold&versionId=" + first, on.replace("ON", "OFF"));
    assertThat(deleteVersion("k", first).status()).isEqualTo(204);
    assertThat(document("k", "legal-hold", on.replace("ON", "on")).outcome())
        .isEqualTo("400 MalformedXML");
    assertThat(document("none", "legal-hold", on).outcome()).isEqualTo("404 NoSuchKey");
    String marker = id(s3.delete(bucket, "k"));
    assertThat(document("k", "legal-hold&versionId=" + marker, on).outcome())
        .isEqualTo("405 MethodNotAllowed");
    assertThat(
            s3.send("PUT", Client.path(bucket, "k") + "?legal-hold", on.getBytes(UTF_8)).outcome())
        .isEqualTo("400 InvalidRequest");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        MODE + "=GOVERNANCE | InvalidArgument",
        UNTIL + "=2027-01-01T00:00:00Z | InvalidArgument",
        MODE + "=governance," + UNTIL + "=2027-01-01T00:00:00Z | InvalidArgument",
        MODE + "=GOVERNANCE," + UNTIL + "=2026-03-01T12:00:00Z | InvalidArgument",
        MODE + "=GOVERNANCE," + UNTIL + "=2027-01-01 | InvalidArgument",
        HOLD + "=yes | InvalidArgument",
        "x-amz-object-lock-event-hold=ON | NotImplemented",
      })
  void headersThatMeanNothingAreRefused(String headers, String code) {
    String[] all = headers.split("[,=]", -1);
    assertThat(put("k", all).one("Code")).isEqualTo(code);
    assertThat(s3.post(Client.path(bucket, "k") + "?uploads", "", all).one("Code")).isEqualTo(code);
    assertThat(s3.head(bucket, "k").status()).isEqualTo(404);
  }

  @Test
  void bytesThatWillBeLockedNeedADigest() {
    assertThat(s3.put(bucket, "k", "1").status()).isEqualTo(200);
    Reply held = s3.put(bucket, "k", "1", HOLD, "ON");
    assertThat(held.outcome()).isEqualTo("400 InvalidRequest");
    assertThat(held.one("Message")).contains("Content-MD5 OR x-amz-checksum-");
    byDefault("GOVERNANCE", "<Years>1</Years>");
    assertThat(s3.put(bucket, "k", "1").outcome()).isEqualTo("400 InvalidRequest");
    assertThat(s3.put(bucket, "k", "1", "x-amz-checksum-crc32", "g9zvtw==").outcome())
        .isEqualTo("200");
    assertThat(lockOf("k")).isEqualTo("GOVERNANCE 2027-03-01T12:00:00Z");
  }

  @Test
  void aBucketWithoutObjectLockTakesNoLock() {
    bucket = bucket();
    assertThat(put("k", HOLD, "ON").outcome()).isEqualTo("400 InvalidRequest");
    put("k");
    assertThat(retain("k", "GOVERNANCE", FUTURE).outcome()).isEqualTo("400 InvalidRequest");
    assertThat(s3.call("GET", Client.path(bucket, "k") + "?legal-hold").outcome())
        .isEqualTo("400 InvalidRequest");
    assertThat(s3.call("GET", "/" + bucket + "?object-lock").outcome())
        .isEqualTo("404 ObjectLockConfigurationNotFoundError");
    assertThat(byDefault("GOVERNANCE", "<Days>1</Days>").outcome())
        .isEqualTo("409 InvalidBucketState");
    VersionsTest.enable(s3, bucket);
    assertThat(byDefault("GOVERNANCE", "<Days>1</Days>").outcome()).isEqualTo("200");
  }

  @Test
  void versioningStaysOn() {
    assertThat(s3.call("GET", "/" + bucket + "?versioning").one("Status")).isEqualTo("Enabled");
    String suspend =
        "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
    assertThat(s3.send("PUT", "/" + bucket + "?versioning", suspend.getBytes(UTF_8)).outcome())
        .isEqualTo("409 InvalidBucketState");
  }

  @ParameterizedTest
  @CsvSource({
    "GOVERNANCE, <Days>1</Days>, 200",
    "COMPLIANCE, <Years>100</Years>, 200",
    "COMPLIANCE, <Years>101</Years>, 400 InvalidArgument",
    "COMPLIANCE, <Days>36501</Days>, 400 InvalidArgument",
    "GOVERNANCE, <Days>0</Days>, 400 InvalidArgument",
    "GOVERNANCE, <Days>-1</Days>, 400 InvalidArgument",
    "GOVERNANCE, <Days>1</Days><Years>1</Years>, 400 MalformedXML",
    "GOVERNANCE, '', 400 MalformedXML",
    "governance, <Days>1</Days>, 400 MalformedXML",
    "GOVERNANCE, <DefaultEventHold><Days>1</Days></DefaultEventHold>, 501 NotImplemented",
  })
  void aDefaultRetentionIsAModeAndOnePeriod(String mode, String period, String outcome) {
    assertThat(byDefault(mode, period).outcome()).isEqualTo(outcome);
    Reply now = s3.call("GET", "/" + bucket + "?object-lock");
    assertThat(now.one("ObjectLockEnabled")).isEqualTo("Enabled");
    assertThat(now.text().contains("<Mode>" + mode + "</Mode>" + period))
        .isEqualTo(outcome.equals("200"));
    assertThat(configure("").status()).isEqualTo(200);
    assertThat(s3.call("GET", "/" + bucket + "?object-lock").text()).doesNotContain("Rule");
  }
}
