package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

@Timeout(120)
class PropertiesTest {
  private static final Instant WRITTEN = Instant.parse("2024-03-01T12:00:00.25Z");

  @TempDir private Path temp;
  private JobLab at;
  private S3AsyncClient client;

  @BeforeEach
  void fill() throws IOException {
    at = new JobLab(temp, "photos");
    byte[] large = new byte[12 << 20];
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

  @ParameterizedTest
  @CsvSource({
    "FFD8FFE000104A464946, image/jpeg",
    "89504E470D0A1A0A0000, image/png",
    "524946460000000057454250, image/webp",
    "000000186674797061766966, image/avif",
    "00010203, application/octet-stream"
  })
  void aNameWithoutEndingIsToldByItsFirstBytes(String hex, String type) throws IOException {
    at.write("scan", java.util.HexFormat.of().parseHex(hex));

    at.fill("photos");

    assertThat(head("scan").contentType()).isEqualTo(type);
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
    return client.headObject(b -> b.bucket("photos").key(key)).join();
  }
}
