package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

class PropertiesTest {
  private static final Instant WRITTEN = Instant.parse("2024-03-01T12:00:00.25Z");

  @TempDir private Path temp;
  private JobLab at;
  private S3AsyncClient client;

  @BeforeEach
  void fill() throws IOException {
    at = new JobLab(temp, "photos");
    byte[] large = new byte[7 << 20];
    new Random(3).nextBytes(large);
    at.write("a/small.jpg", "x".getBytes(UTF_8));
    at.write("a/large.jpg", large);
    at.write("b/other", "y".getBytes(UTF_8));
    for (String name : at.keys()) {
      Files.setLastModifiedTime(at.source().resolve(name), FileTime.from(WRITTEN));
    }
    client =
        S3AsyncClient.builder()
            .endpointOverride(at.lab().endpoint())
            .region(Region.of(at.lab().region()))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(at.lab().accessKey(), at.lab().secretKey())))
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    at.close();
  }

  @ParameterizedTest
  @CsvSource({"a/small.jpg", "a/large.jpg"})
  void rulesHoldForWhatIsSentWholeAndInParts(String key) throws IOException {
    at.fill(
        "photos",
        "--property",
        "a/ \"cache-control=public, max-age=5\" storage-class=STANDARD_IA meta.owner=x",
        "--property",
        "**.jpg meta.owner=media content-disposition=inline",
        "--property",
        "b/ mtime=off");

    HeadObjectResponse head = head(key);
    assertThat(head.cacheControl()).isEqualTo("public, max-age=5");
    assertThat(head.storageClassAsString()).isEqualTo("STANDARD_IA");
    assertThat(head.contentDisposition()).isEqualTo("inline");
    assertThat(head.contentType()).isEqualTo("image/jpeg");
    assertThat(head.metadata())
        .containsExactlyInAnyOrderEntriesOf(Map.of("owner", "media", "mtime", "1709294400.25"));
    assertThat(head("b/other").metadata()).isEmpty();
  }

  private static final String EVERY =
      "**.html cache-control=no-store content-disposition=inline content-encoding=gzip"
          + " content-language=de storage-class=STANDARD_IA encryption=AES256 meta.owner=x";

  /** The ways in which a file becomes an object, with the name of the file. */
  private enum Way {
    UPLOAD("u/new.html"),
    UPLOAD_IN_PARTS("u/large.html"),
    MOVED("moved/page.html"),
    MOVED_LARGE("moved/large.html"),
    DUPLICATE("twice/page.html"),
    SET("set/page.html");

    private final String key;

    Way(String key) {
      this.key = key;
    }
  }

  /** What an object has does not depend on how it came to be there. */
  @Test
  void everyWayToAnObjectGivesItTheSameProperties() throws Exception {
    byte[] large = new byte[7 << 20];
    new Random(4).nextBytes(large);
    for (String name : at.keys()) {
      Files.delete(at.source().resolve(name));
    }
    at.write("old/page.txt", "moved".getBytes(UTF_8));
    at.write("old/large.txt", large);
    at.write("old/stays.html", "twice".getBytes(UTF_8));
    at.write(Way.SET.key, "set".getBytes(UTF_8));
    at.fill("photos", "--property", "**.txt meta.old=1 cache-control=public", "--tag", "T=1");
    move("old/page.txt", Way.MOVED.key);
    move("old/large.txt", Way.MOVED_LARGE.key);
    at.write(Way.UPLOAD.key, "new".getBytes(UTF_8));
    at.write(Way.DUPLICATE.key, "twice".getBytes(UTF_8));
    large[0]++;
    at.write(Way.UPLOAD_IN_PARTS.key, large);
    for (Way way : Way.values()) {
      Files.setLastModifiedTime(at.source().resolve(way.key), FileTime.from(WRITTEN));
    }

    Path plan = temp.resolve("plan");
    at.plan(
            "photos",
            plan,
            "--part-size",
            "5Mi",
            "--copy-duplicates",
            "--update-properties",
            "--property",
            EVERY)
        .expect(0)
        .says("copy");
    at.lab().resetRequestCounts();
    at.program().run("apply", plan, "--multipart-threshold", "6Mi", "--part-size", "5Mi").expect(0);

    assertThat(at.requests("CopyObject")).isEqualTo(5);
    for (Way way : Way.values()) {
      HeadObjectResponse head = head(way.key);
      assertThat(head.contentType()).as(way.key).isEqualTo("text/html");
      assertThat(head.cacheControl()).as(way.key).isEqualTo("no-store");
      assertThat(head.contentDisposition()).as(way.key).isEqualTo("inline");
      assertThat(head.contentEncoding()).as(way.key).isEqualTo("gzip");
      assertThat(head.contentLanguage()).as(way.key).isEqualTo("de");
      assertThat(head.storageClassAsString()).as(way.key).isEqualTo("STANDARD_IA");
      assertThat(head.serverSideEncryptionAsString()).as(way.key).isEqualTo("AES256");
      assertThat(head.metadata()).as(way.key).containsEntry("owner", "x").doesNotContainKey("old");
      assertThat(head.metadata()).as(way.key).containsKey("mtime");
      if (way != Way.SET) {
        assertThat(head.metadata()).as(way.key).containsEntry("mtime", "1709294400.25");
      }
    }
  }

  @Test
  void aMovedFileWithoutAnEndingIsToldByItsFirstBytes() throws IOException {
    at.write("scan.txt", java.util.HexFormat.of().parseHex("89504E470D0A1A0A0000"));
    at.fill("photos");
    move("scan.txt", "scan");
    Path plan = temp.resolve("plan");
    at.plan("photos", plan).expect(0).says("moved");
    at.program().run("apply", plan).expect(0);
    assertThat(head("scan").contentType()).isEqualTo("image/png");
  }

  /** Between buckets an object keeps what it has, and rules are laid over it. */
  @Test
  void aCopyFromAnotherBucketKeepsWhatItHasAndGetsWhatRulesSay() throws IOException {
    for (String name : at.keys()) {
      Files.delete(at.source().resolve(name));
    }
    at.write("page.html", "1".getBytes(UTF_8));
    at.write("plain.html", "2".getBytes(UTF_8));
    at.fill("photos", "--property", "meta.a=old meta.b=old content-language=de");
    at.lab().createBucket("copies");
    Path plan = temp.resolve("plan");
    at.program()
        .run(
            "plan",
            at.source(),
            "s3://copies",
            "--inventory",
            "live",
            "--copy-from",
            "s3://photos",
            "--copy-inventory",
            at.deliver("photos"),
            "--property",
            "page.html meta.b=new cache-control=no-store",
            "--out",
            plan)
        .expect(0);
    at.program().run("apply", plan).expect(0);
    HeadObjectResponse page = headIn("copies", "page.html");
    assertThat(page.metadata()).containsEntry("a", "old").containsEntry("b", "new");
    assertThat(page.cacheControl()).isEqualTo("no-store");
    assertThat(page.contentLanguage()).isEqualTo("de");
    assertThat(page.contentType()).isEqualTo("text/html");
    assertThat(headIn("copies", "plain.html").metadata()).containsEntry("b", "old");
  }

  private void move(String from, String to) throws IOException {
    Path target = at.source().resolve(to);
    Files.createDirectories(target.getParent());
    Files.move(at.source().resolve(from), target);
  }

  @Test
  void whatIsTheSameGetsThemWithoutBeingSentAndOnlyOnce() throws IOException {
    at.fill("photos", "--tag", "Owner=media");
    Object[] rule = {
      "--part-size", "5Mi", "--property", "a/ cache-control=no-store", "--update-properties"
    };
    at.lab().resetRequestCounts();

    at.plan("photos", temp.resolve("plan"), rule).expect(0);
    at.put("photos", "a/small.jpg", "theirs".getBytes(UTF_8));
    at.lab().resetRequestCounts();
    at.program().run("apply", temp.resolve("plan"), "--no-lease").expect(3).says("1  drifted");

    assertThat(at.requests("PutObject") + at.requests("UploadPart")).isZero();
    assertThat(head("a/small.jpg").cacheControl()).isNull();
    HeadObjectResponse head = head("a/large.jpg");
    assertThat(head.cacheControl()).isEqualTo("no-store");
    assertThat(head.contentType()).isEqualTo("image/jpeg");
    assertThat(head.metadata()).containsEntry("mtime", "1709294400.25");
    assertThat(at.tags("photos", "a/large.jpg")).isEqualTo(Map.of("Owner", "media"));
    assertThat(head("b/other").cacheControl()).isNull();

    at.plan("photos", temp.resolve("again"), rule).expect(0);
    at.lab().resetRequestCounts();
    at.program().run("apply", temp.resolve("again"), "--no-lease").says("already");
    assertThat(at.requests("CopyObject")).isZero();
  }

  @Test
  void aNameWithoutEndingIsToldByItsFirstBytes() throws IOException {
    Map<String, String> types =
        Map.of(
            "FFD8FFE000104A464946", "image/jpeg",
            "89504E470D0A1A0A0000", "image/png",
            "524946460000000057454250", "image/webp",
            "000000186674797061766966", "image/avif",
            "00010203", "application/octet-stream");
    for (String hex : types.keySet()) {
      at.write("scan" + hex, HexFormat.of().parseHex(hex));
    }

    at.fill("photos");

    types.forEach((hex, type) -> assertThat(head("scan" + hex).contentType()).isEqualTo(type));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/ colour=red | colour",
        "a/ | gives no property",
        "encryption=rot13 | is no encryption",
        "kms-key=x | needs encryption=aws:kms",
        "lock-mode=GOVERNANCE | lock-until",
        "meta.Ü=x | is no name for metadata"
      })
  void aRuleThatMeansNothingIsRefused(String rule, String says) throws IOException {
    at.plan("photos", temp.resolve("plan"), "--property", rule).expect(2).says(says);
  }

  private HeadObjectResponse head(String key) {
    return headIn("photos", key);
  }

  private HeadObjectResponse headIn(String bucket, String key) {
    return client.headObject(b -> b.bucket(bucket).key(key)).join();
  }
}
