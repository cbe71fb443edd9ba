package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.lab.Lab;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** A key for SSE-C in a file, and its objects as the AWS SDK reads them. */
final class SecretKey implements AutoCloseable {
  private final byte[] key = new byte[32];
  private final Path file;
  private final S3Client client;
  private final String base64;
  private final String md5;

  SecretKey(Lab lab, Path file, int seed) throws IOException {
    new Random(seed).nextBytes(key);
    this.file = Files.write(file, key);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    this.base64 = Base64.getEncoder().encodeToString(key);
    this.md5 = Base64.getEncoder().encodeToString(Digests.md5().digest(key));
    this.client =
        S3Client.builder()
            .region(Region.of(lab.region()))
            .endpointOverride(lab.endpoint())
            .forcePathStyle(true)
            .httpClientBuilder(AwsCrtHttpClient.builder())
            .build();
  }

  Path file() {
    return file;
  }

  String base64() {
    return base64;
  }

  byte[] get(String bucket, String object) {
    return client
        .getObjectAsBytes(
            b ->
                b.bucket(bucket)
                    .key(object)
                    .sseCustomerAlgorithm("AES256")
                    .sseCustomerKey(base64)
                    .sseCustomerKeyMD5(md5))
        .asByteArray();
  }

  HeadObjectResponse head(String bucket, String object) {
    return client.headObject(
        b ->
            b.bucket(bucket)
                .key(object)
                .sseCustomerAlgorithm("AES256")
                .sseCustomerKey(base64)
                .sseCustomerKeyMD5(md5));
  }

  void put(String bucket, String object, byte[] content) {
    client.putObject(
        b ->
            b.bucket(bucket)
                .key(object)
                .sseCustomerAlgorithm("AES256")
                .sseCustomerKey(base64)
                .sseCustomerKeyMD5(md5),
        RequestBody.fromBytes(content));
  }

  /** Makes a bucket refuse all keys of the customer, as new buckets do since April 2026. */
  void block(String bucket) {
    ServerSideEncryptionRule rule =
        ServerSideEncryptionRule.builder()
            .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm(ServerSideEncryption.AES256))
            .blockedEncryptionTypes(t -> t.encryptionType(EncryptionType.SSE_C))
            .build();
    client.putBucketEncryption(
        b -> b.bucket(bucket).serverSideEncryptionConfiguration(c -> c.rules(rule)));
  }

  /** Looks for the key in everything that is below a directory, but in its own file. */
  void isNowhereIn(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path any : tree.filter(Files::isRegularFile).filter(f -> !f.equals(file)).toList()) {
        isNotIn(any.toString(), new String(Files.readAllBytes(any), ISO_8859_1));
      }
    }
  }

  /** Looks for the key in what a run said. */
  Program.Run isNotIn(Program.Run run) {
    isNotIn("what was said", run.out() + run.err());
    return run;
  }

  private void isNotIn(String what, String text) {
    String hex = HexFormat.of().formatHex(key);
    List<String> forms =
        List.of(
            new String(key, ISO_8859_1),
            base64.substring(0, base64.length() - 1),
            Base64.getUrlEncoder().withoutPadding().encodeToString(key),
            hex,
            hex.toUpperCase(Locale.ROOT));
    for (String form : forms) {
      assertThat(text.contains(form)).as("the key is in %s", what).isFalse();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
