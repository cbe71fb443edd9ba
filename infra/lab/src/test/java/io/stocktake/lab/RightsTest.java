package io.stocktake.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.lab.auth.signature.Credentials;
import io.stocktake.lab.digest.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Users have the rights that their policies give, and no other. */
class RightsTest extends LabTest {
  private static final String TAGS =
      "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>";

  private static final String MODE = "x-amz-object-lock-mode";
  private static final String UNTIL = "x-amz-object-lock-retain-until-date";
  private static final String HOLD = "x-amz-object-lock-legal-hold";
  private static final String END = "2099-01-01T00:00:00Z";

  private static Arguments call(String name, Function<Client, Reply> call, String... rights) {
    return Arguments.of(name, call, List.of(rights));
  }

  /** Calls on bucket {@code one}, and the rights they need: an action, a blank, a resource. */
  static Stream<Arguments> calls() {
    return Stream.of(
        call("ListBuckets", s3 -> s3.call("GET", "/"), "ListAllMyBuckets *"),
        call("HeadBucket", s3 -> s3.call("HEAD", "/one"), "ListBucket one"),
        call("ListObjectsV2", s3 -> s3.call("GET", "/one?list-type=2"), "ListBucket one"),
        call("ListObjectVersions", s3 -> s3.call("GET", "/one?versions"), "ListBucketVersions one"),
        call(
            "ListMultipartUploads",
            s3 -> s3.call("GET", "/one?uploads"),
            "ListBucketMultipartUploads one"),
        call(
            "GetBucketVersioning",
            s3 -> s3.call("GET", "/one?versioning"),
            "GetBucketVersioning one"),
        call("GetObject", s3 -> s3.get("one", "a b"), "GetObject one/a b"),
        call("HeadObject", s3 -> s3.head("one", "a b"), "GetObject one/a b"),
        call(
            "GetObjectAttributes",
            s3 ->
                s3.send(
                    "GET",
                    "/one/a%20b?attributes",
                    new byte[0],
                    "x-amz-object-attributes",
                    "ObjectSize"),
            "GetObject one/a b",
            "GetObjectAttributes one/a b"),
        call("PutObject", s3 -> s3.put("one", "new", "x"), "PutObject one/new"),
        call(
            "PutObject with tags",
            s3 -> s3.put("one", "new", "x", "x-amz-tagging", "k=v"),
            "PutObject one/new",
            "PutObjectTagging one/new"),
        call(
            "PutObject if nothing is there",
            s3 -> s3.put("one", "new", "x", "If-None-Match", "*"),
            "PutObject one/new"),
        call(
            "PutObject if the ETag is as it was",
            s3 -> s3.put("one", "a b", "y", "If-Match", "9dd4e461268c8034f5c8564e155c67a6"),
            "PutObject one/a b",
            "GetObject one/a b"),
        call(
            "CopyObject with tags",
            s3 -> s3.put("one", "new", "", "x-amz-copy-source", "one/tagged"),
            "GetObject one/tagged",
            "GetObjectTagging one/tagged",
            "PutObject one/new",
            "PutObjectTagging one/new"),
        call(
            "CopyObject without tags",
            s3 -> s3.put("one", "new", "", "x-amz-copy-source", "one/a%20b"),
            "GetObject one/a b",
            "PutObject one/new"),
        call(
            "GetObjectTagging",
            s3 -> s3.call("GET", "/one/tagged?tagging"),
            "GetObjectTagging one/tagged"),
        call(
            "PutObjectTagging",
            s3 ->
                s3.send(
                    "PUT", "/one/tagged?tagging", TAGS.getBytes(UTF_8), "Content-MD5", md5(TAGS)),
            "PutObjectTagging one/tagged"),
        call(
            "GetBucketEncryption",
            s3 -> s3.call("GET", "/one?encryption"),
            "GetEncryptionConfiguration one"),
        call(
            "PutObject with a lock",
            s3 -> s3.put("locked", "new", "x", locks(MODE, "GOVERNANCE", UNTIL, END, HOLD, "OFF")),
            "PutObject locked/new",
            "PutObjectRetention locked/new",
            "PutObjectLegalHold locked/new"),
        call("PutObjectRetention", s3 -> retain(s3), "PutObjectRetention locked/k"),
        call(
            "PutObjectRetention with bypass",
            s3 -> retain(s3, "x-amz-bypass-governance-retention", "true"),
            "PutObjectRetention locked/k",
            "BypassGovernanceRetention locked/k"),
        call(
            "GetObjectLegalHold",
            s3 -> s3.call("GET", "/locked/k?legal-hold"),
            "GetObjectLegalHold locked/k"),
        call("CreateMultipartUpload", s3 -> s3.post("/one/big?uploads", ""), "PutObject one/big"),
        call("DeleteObject", s3 -> s3.delete("one", "a b"), "DeleteObject one/a b"),
        call(
            "DeleteObject if the ETag is as it was",
            s3 -> s3.delete("one", "a b", "If-Match", "9dd4e461268c8034f5c8564e155c67a6"),
            "DeleteObject one/a b",
            "GetObject one/a b"));
  }

  private static String[] locks(String... headers) {
    return Stream.concat(Stream.of(headers), Stream.of("Content-MD5", md5("x")))
        .toArray(String[]::new);
  }

  private static Reply retain(Client s3, String... headers) {
    String body =
        "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>%s</RetainUntilDate></Retention>"
            .formatted(END);
    return s3.send(
        "PUT",
        "/locked/k?retention",
        body.getBytes(UTF_8),
        Stream.concat(Stream.of(headers), Stream.of("Content-MD5", md5(body)))
            .toArray(String[]::new));
  }

  private static String md5(String text) {
    return Base64.getEncoder().encodeToString(Digest.message("MD5").digest(text.getBytes(UTF_8)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void aCallNeedsItsRightsAndNoOther(String name, Function<Client, Reply> call, List<String> rights)
      throws IOException {
    for (String missing : rights) {
      List<String> others = new ArrayList<>(rights);
      others.remove(missing);
      Reply refused = call.apply(user(allow(others)));
      assertThat(refused.status()).as(missing).isEqualTo(403);
      if (refused.http().request().method().equals("HEAD")) {
        continue;
      }
      String[] right = missing.split(" ", 2);
      assertThat(refused.one("Code")).isEqualTo("AccessDenied");
      assertThat(refused.one("Message"))
          .isEqualTo(
              "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: s3:%s on"
                  + " resource: \"%s\" because no identity-based policy allows the s3:%s action",
              right[0], arn(right[1]), right[0]);
    }
    Reply allowed = call.apply(user(allow(rights)));
    assertThat(allowed.status()).as(allowed.text()).isBetween(200, 204);
  }

  @Test
  void aDenialWinsAndIsNamed() throws IOException {
    Client ann =
        user(
            """
            {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
              {"Effect": "Deny", "Action": ["S3:put*"], "Resource": "arn:aws:s3:::one/?rivate/*"}]}
            """);
    assertThat(ann.put("one", "public/x", "1").status()).isEqualTo(200);
    Reply refused = ann.put("one", "private/x", "1");
    assertThat(refused.outcome()).isEqualTo("403 AccessDenied");
    assertThat(refused.one("Message"))
        .endsWith(" with an explicit deny in an identity-based policy");
  }

  @Test
  void whoMayNotListIsNotToldWhatIsMissing() throws IOException {
    Client blind = user(allow(List.of("GetObject one/*")));
    assertThat(blind.get("one", "a b").status()).isEqualTo(200);
    assertThat(blind.get("one", "none").one("Message"))
        .contains("s3:ListBucket", "arn:aws:s3:::one\"");
    assertThat(blind.head("one", "none").status()).isEqualTo(403);
    Client seeing = user(allow(List.of("GetObject one/*", "ListBucket one")));
    assertThat(seeing.get("one", "none").outcome()).isEqualTo("404 NoSuchKey");
  }

  @Test
  void aLockIsShownToWhomMayAskForIt() throws IOException {
    String blind = allow(List.of("GetObject locked/*"));
    assertThat(user(blind).head("locked", "k").header(HOLD)).isEmpty();
    String seeing = allow(List.of("GetObject locked/*", "GetObjectLegalHold locked/*"));
    assertThat(user(seeing).head("locked", "k").header(HOLD)).isEqualTo("ON");
  }

  @Test
  void deleteObjectsAsksForEachKey() throws IOException {
    Client ann = user(allow(List.of("DeleteObject one/a*")));
    String document =
        "<Delete><Object><Key>a b</Key></Object><Object><Key>tagged</Key></Object></Delete>";
    Reply reply = ann.post("/one?delete", document, "Content-MD5", md5(document));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.one("Deleted")).contains("a b");
    assertThat(reply.one("Error")).contains("tagged", "AccessDenied", "s3:DeleteObject");
    assertThat(s3.head("one", "tagged").status()).isEqualTo(200);
  }

  @Test
  void anUnknownElementIsRefusedAndNotPassedOver() {
    assertThatThrownBy(
            () -> lab.user("ann", "{\"Statement\": {\"Effect\": \"Allow\", \"Condition\": {}}}"))
        .hasMessageContaining("Condition");
    assertThatThrownBy(() -> lab.user("ann", "[]")).hasMessageContaining("statements");
    assertThatThrownBy(() -> lab.user("ann", "{")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keyPairsStayWithTheDataDirectory() throws IOException {
    Credentials ann = lab.user("ann", allow(List.of()));
    String owner = lab.accessKey();
    lab.close();
    lab = Lab.start(options());
    assertThat(lab.accessKey()).isEqualTo(owner);
    assertThat(lab.user("ann", allow(List.of()))).isEqualTo(ann);
    assertThat(lab.user("ben", allow(List.of()))).isNotEqualTo(ann);
    lab.close();
    lab = Lab.start(options().withCredentials(new Credentials("KEY", "secret")));
    assertThat(lab.accessKey()).isEqualTo("KEY");
  }

  private Client user(String policy) throws IOException {
    s3.call("PUT", "/one");
    s3.put("one", "a b", "x");
    s3.put("one", "tagged", "x", "x-amz-tagging", "k=v");
    s3.delete("one", "new");
    s3.send("PUT", "/locked", new byte[0], "x-amz-bucket-object-lock-enabled", "true");
    s3.put("locked", "k", "x", locks(HOLD, "ON"));
    Credentials pair = lab.user("ann", policy);
    return new Client(lab.endpoint(), new SigV4(pair.accessKey(), pair.secretKey(), lab.region()));
  }

  private static String allow(List<String> rights) {
    return rights.stream()
        .map(right -> right.split(" ", 2))
        .map(
            right ->
                "{\"Effect\": \"Allow\", \"Action\": \"s3:%s\", \"Resource\": \"%s\"}"
                    .formatted(right[0], arn(right[1])))
        .collect(Collectors.joining(", ", "{\"Version\": \"2012-10-17\", \"Statement\": [", "]}"));
  }

  private static String arn(String resource) {
    return resource.equals("*") ? resource : "arn:aws:s3:::" + resource;
  }
}
