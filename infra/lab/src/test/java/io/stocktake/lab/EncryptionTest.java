package io.stocktake.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of KMS, and how a bucket encrypts what asks for nothing. */
class EncryptionTest extends LabTest {
  private static final String ALGORITHM = "x-amz-server-side-encryption";
  private static final String KEY = ALGORITHM + "-aws-kms-key-id";
  private static final String BUCKET_KEY = ALGORITHM + "-bucket-key-enabled";
  static final String ID = "02de8641-eea1-4115-8aa2-daf8b1e9b52e";
  static final String ARN = "arn:aws:kms:us-east-1:111122223333:key/";

  /** Gives a bucket a default encryption. */
  static void encryptByDefault(Client s3, String bucket, String algorithm, String key) {
    assertThat(encryption(s3, bucket, byDefault(algorithm, key)).status()).isEqualTo(200);
  }

  private Reply encryption(String bucket, String rule) {
    return encryption(s3, bucket, rule);
  }

  private static Reply encryption(Client s3, String bucket, String rule) {
    String body =
        "<ServerSideEncryptionConfiguration><Rule>"
            + rule
            + "</Rule></ServerSideEncryptionConfiguration>";
    return s3.send(
        "PUT",
        "/" + bucket + "?encryption",
        body.getBytes(UTF_8),
        "Content-MD5",
        DeletesTest.md5(body));
  }

  private static String byDefault(String algorithm, String key) {
    return "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>"
        + algorithm
        + "</SSEAlgorithm>"
        + (key.isEmpty() ? "" : "<KMSMasterKeyID>" + key + "</KMSMasterKeyID>")
        + "</ApplyServerSideEncryptionByDefault>";
  }

  private static String blocked(String type) {
    return "<BlockedEncryptionTypes><EncryptionType>"
        + type
        + "</EncryptionType></BlockedEncryptionTypes>";
  }

  @ParameterizedTest
  @CsvSource({
    ID + ", " + ARN + ID,
    ARN + ID + ", " + ARN + ID,
    "mrk-0123456789abcdef0123456789abcdef, " + ARN + "mrk-0123456789abcdef0123456789abcdef",
    "arn:aws:kms:eu-west-1:999922223333:key/"
        + ID
        + ", arn:aws:kms:eu-west-1:999922223333:key/"
        + ID,
  })
  void answersNameTheKeyByItsArn(String given, String arn) {
    String bucket = bucket();
    assertThat(s3.put(bucket, "k", "1", ALGORITHM, "aws:kms", KEY, given).header(KEY))
        .isEqualTo(arn);
    assertThat(s3.head(bucket, "k").header(KEY)).isEqualTo(arn);
    Reply begun =
        s3.post(Client.path(bucket, "k") + "?uploads", "", ALGORITHM, "aws:kms", KEY, given);
    assertThat(begun.header(KEY)).isEqualTo(arn);
  }

  @Test
  void anAliasStandsForOneKey() {
    String bucket = bucket();
    String photos = s3.put(bucket, "k", "1", ALGORITHM, "aws:kms", KEY, "alias/photos").header(KEY);
    assertThat(photos).startsWith(ARN).doesNotContain("alias");
    String long1 = "arn:aws:kms:us-east-1:111122223333:alias/photos";
    assertThat(s3.put(bucket, "k", "1", ALGORITHM, "aws:kms", KEY, long1).header(KEY))
        .isEqualTo(photos);
    assertThat(s3.put(bucket, "k", "1", ALGORITHM, "aws:kms", KEY, "alias/other").header(KEY))
        .isNotEqualTo(photos);
    String own = s3.put(bucket, "k", "1", ALGORITHM, "aws:kms").header(KEY);
    assertThat(s3.put(bucket, "k", "1", ALGORITHM, "aws:kms", KEY, "alias/aws/s3").header(KEY))
        .isEqualTo(own);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"photos", "1", "alias/", "key/" + ID, ARN, ARN + "photos", "arn:aws:s3:::photos"})
  void aKeyThatIsNoKeyIsRefused(String key) {
    String bucket = bucket();
    assertThat(s3.put(bucket, "k", "1", ALGORITHM, "aws:kms", KEY, key).outcome())
        .isEqualTo("400 KMS.NotFoundException");
    assertThat(encryption(bucket, byDefault("aws:kms", key)).outcome())
        .isEqualTo("400 KMS.NotFoundException");
    assertThat(s3.head(bucket, "k").status()).isEqualTo(404);
  }

  @Test
  void aKeyWithoutItsAlgorithmIsRefused() {
    String bucket = bucket();
    assertThat(s3.put(bucket, "k", "1", KEY, ID).outcome()).isEqualTo("400 InvalidArgument");
    assertThat(s3.put(bucket, "k", "1", ALGORITHM, "AES256", KEY, ID).outcome())
        .isEqualTo("400 InvalidArgument");
    assertThat(s3.post(Client.path(bucket, "k") + "?uploads", "", KEY, ID).outcome())
        .isEqualTo("400 InvalidArgument");
    s3.put(bucket, "k", "1");
    assertThat(s3.get(bucket, "k", ALGORITHM, "AES256").outcome()).isEqualTo("400 InvalidArgument");
    assertThat(s3.head(bucket, "k", ALGORITHM, "aws:kms").status()).isEqualTo(400);
  }

  @Test
  void everyBucketHasADefault() throws IOException {
    String bucket = bucket();
    Reply first = s3.call("GET", "/" + bucket + "?encryption");
    assertThat(first.one("SSEAlgorithm")).isEqualTo("AES256");
    assertThat(first.one("BucketKeyEnabled")).isEqualTo("false");
    assertThat(first.one("EncryptionType")).isEqualTo("NONE");
    String key = "<BucketKeyEnabled>true</BucketKeyEnabled>";
    assertThat(encryption(bucket, byDefault("aws:kms", ID) + key).status()).isEqualTo(200);
    lab.close();
    start();
    Reply now = s3.call("GET", "/" + bucket + "?encryption");
    assertThat(now.one("KMSMasterKeyID")).isEqualTo(ID);
    Reply put = s3.put(bucket, "k", "1");
    assertThat(put.header(ALGORITHM)).isEqualTo("aws:kms");
    assertThat(put.header(KEY)).isEqualTo(ARN + ID);
    assertThat(put.header(BUCKET_KEY)).isEqualTo("true");
    assertThat(put.etag()).isNotEqualTo("c4ca4238a0b923820dcc509a6f75849b");
    Reply copy = s3.put(bucket, "copy", "", "x-amz-copy-source", bucket + "/k");
    assertThat(copy.header(KEY)).isEqualTo(ARN + ID);
    Reply begun = s3.post(Client.path(bucket, "k") + "?uploads", "");
    assertThat(begun.header(KEY)).isEqualTo(ARN + ID);
    Reply plain = s3.put(bucket, "plain", "1", ALGORITHM, "AES256");
    assertThat(plain.header(ALGORITHM)).isEqualTo("AES256");
    assertThat(plain.header(KEY)).isEmpty();
    assertThat(plain.etag()).isEqualTo("c4ca4238a0b923820dcc509a6f75849b");
    assertThat(s3.call("DELETE", "/" + bucket + "?encryption").status()).isEqualTo(204);
    assertThat(s3.put(bucket, "k", "1").header(ALGORITHM)).isEqualTo("AES256");
  }

  @Test
  void aBucketCanRefuseKeysOfTheCustomer() {
    String bucket = bucket();
    String[] key = CustomerKeyTest.key(new byte[32]);
    assertThat(s3.put(bucket, "before", "1", key).status()).isEqualTo(200);
    assertThat(encryption(bucket, byDefault("AES256", "") + blocked("SSE-C")).status())
        .isEqualTo(200);
    assertThat(s3.call("GET", "/" + bucket + "?encryption").one("EncryptionType"))
        .isEqualTo("SSE-C");
    assertThat(s3.put(bucket, "k", "1", key).outcome()).isEqualTo("403 AccessDenied");
    assertThat(s3.post(Client.path(bucket, "k") + "?uploads", "", key).outcome())
        .isEqualTo("403 AccessDenied");
    assertThat(s3.get(bucket, "before", key).text()).isEqualTo("1");
    assertThat(s3.put(bucket, "k", "1").status()).isEqualTo(200);
    assertThat(encryption(bucket, blocked("NONE")).status()).isEqualTo(200);
    assertThat(s3.put(bucket, "k", "1", key).status()).isEqualTo(200);
  }

  @Test
  void aDefaultThatMeansNothingIsRefused() {
    String bucket = bucket();
    assertThat(encryption(bucket, byDefault("rot13", "")).outcome()).isEqualTo("400 MalformedXML");
    assertThat(encryption(bucket, byDefault("AES256", ID)).outcome())
        .isEqualTo("400 InvalidArgument");
    assertThat(encryption(bucket, blocked("SSE-S3")).outcome()).isEqualTo("400 MalformedXML");
    assertThat(encryption(bucket, byDefault("AES256", "") + "</Rule><Rule>").outcome())
        .isEqualTo("400 MalformedXML");
  }
}
