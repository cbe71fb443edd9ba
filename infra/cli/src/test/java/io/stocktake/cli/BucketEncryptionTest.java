package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** Keys of KMS, by rule and by the bucket's default. */
class BucketEncryptionTest {
  @TempDir private Path temp;
  @AutoClose private JobLab at;

  @BeforeEach
  void fill() throws IOException {
    at = new JobLab(temp, "photos");
    at.write("small", "small".getBytes(UTF_8));
    at.write("large", new byte[7 << 20]);
  }

  private void encryptByDefault(String key) {
    ServerSideEncryptionRule rule =
        ServerSideEncryptionRule.builder()
            .applyServerSideEncryptionByDefault(
                d -> d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID(key))
            .bucketKeyEnabled(true)
            .build();
    try (S3Client client =
        S3Client.builder()
            .region(Region.of(at.lab().region()))
            .endpointOverride(at.lab().endpoint())
            .forcePathStyle(true)
            .httpClientBuilder(AwsCrtHttpClient.builder())
            .build()) {
      client.putBucketEncryption(
          b -> b.bucket("photos").serverSideEncryptionConfiguration(c -> c.rules(rule)));
    }
  }

  @Test
  void aBucketUnderKmsIsFilledProvenAndNotSentAgain() throws IOException {
    encryptByDefault("alias/photos");
    Path first = temp.resolve("first");
    at.plan("photos", first).expect(0);
    at.program()
        .run("apply", first, "--multipart-threshold", "6Mi", "--part-size", "5Mi")
        .expect(0)
        .says("2  done");
    at.program()
        .run("verify", at.source(), "s3://photos", "--inventory", at.deliver("photos"))
        .expect(0)
        .says("2 of 2 files proven the same");
    at.plan("photos", temp.resolve("second"), "--ledger", first, "--exit-code").expect(0);
  }

  /** S3 answers the ARN of the key, whatever it was given. */
  @ParameterizedTest
  @ValueSource(strings = {"alias/photos", "02de8641-eea1-4115-8aa2-daf8b1e9b52e"})
  void aKeyNamedByAliasOrIdIsNotAnotherAtTheNextRun(String key) throws IOException {
    Path first = temp.resolve("first");
    Object[] rule = {
      "--property", "encryption=aws:kms kms-key=" + key, "--update-properties", "--ledger", first,
    };
    at.plan("photos", first, rule[0], rule[1]).expect(0);
    at.program().run("apply", first).expect(0);
    Path again = temp.resolve("again");
    at.plan("photos", again, rule).expect(0);
    at.lab().resetRequestCounts();
    at.program().run("apply", again).expect(0).says("2  already-done");
    assertThat(at.requests("CopyObject")).isZero();
  }
}
