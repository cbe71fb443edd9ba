package io.stocktake.aws.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.LabSession;
import io.stocktake.executor.restore.content.ByteRange;
import io.stocktake.executor.restore.content.ContentProof;
import io.stocktake.executor.restore.content.ObjectBody;
import io.stocktake.executor.restore.content.ObjectReader;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.lab.proxy.FaultKind;
import io.stocktake.lab.proxy.FaultProxy;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.content.Algorithm;
import io.stocktake.manifests.content.StoredContent;
import io.stocktake.manifests.restore.RestoreRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** Objects of a real S3 are read as the plan saw them, or not at all. */
class S3ObjectReaderTest {
  private static final byte[] HELLO = "hello".getBytes(UTF_8);
  private static LabSession lab;
  private static ObjectReader reader;

  @BeforeAll
  static void start() throws IOException {
    lab = LabSession.start();
    lab.plain()
        .putBucketVersioning(
            b ->
                b.bucket(LabSession.BUCKET)
                    .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    reader = lab.session().reader(LabSession.BUCKET, List.of());
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  void anObjectComesWithAllThatTheStoreTells() throws IOException {
    RestoreRow.Source source =
        put("a", HELLO, b -> b.metadata(Map.of("mtime", "1.5")).contentType("text/x"));
    try (ObjectBody body = reader.open(source, Optional.empty())) {
      assertThat(body.bytes().readAllBytes()).isEqualTo(HELLO);
      assertThat(body.description().metadata()).containsEntry("mtime", "1.5");
      assertThat(body.description().contentType()).isEqualTo("text/x");
      assertThat(body.description().content().size()).isEqualTo(5);
      assertThat(body.description().content().versionId()).isEqualTo(source.versionId());
      assertThat(body.description()).isEqualTo(reader.head(source));
      assertProof(source, HELLO, "ETag");
    }
  }

  @Test
  void aRangeKnowsTheSizeOfTheWhole() throws IOException {
    RestoreRow.Source source = put("range", HELLO, b -> {});
    try (ObjectBody body = reader.open(source, Optional.of(new ByteRange(1, 3)))) {
      assertThat(body.bytes().readAllBytes()).isEqualTo("el".getBytes(UTF_8));
      assertThat(body.description().content().size()).isEqualTo(5);
    }
  }

  @Test
  void anOlderVersionIsReadAsItWas() throws IOException {
    RestoreRow.Source old = put("v", HELLO, b -> {});
    RestoreRow.Source now = put("v", "other".getBytes(UTF_8), b -> {});
    lab.plain().deleteObject(b -> b.bucket(LabSession.BUCKET).key("v"));
    assertThat(read(old)).isEqualTo(HELLO);
    assertThat(read(now)).isEqualTo("other".getBytes(UTF_8));
    assertKind(Kind.REFUSED, new RestoreRow.Source(now.key(), now.etag(), Optional.empty()));
  }

  @Test
  void whatChangedIsRefused() throws IOException {
    RestoreRow.Source old = put("c", HELLO, b -> {});
    put("c", "other".getBytes(UTF_8), b -> {});
    assertKind(Kind.REFUSED, new RestoreRow.Source(old.key(), old.etag(), Optional.empty()));
    assertKind(
        Kind.REFUSED, new RestoreRow.Source(old.key(), new ETag("0".repeat(32)), old.versionId()));
  }

  @Test
  void whatIsGoneIsRefused() throws IOException {
    ETag etag = new ETag("0".repeat(32));
    assertKind(Kind.REFUSED, new RestoreRow.Source(new ObjectKey("none"), etag, Optional.empty()));
    RestoreRow.Source source = put("gone", HELLO, b -> {});
    lab.plain()
        .deleteObject(
            b -> b.bucket(LabSession.BUCKET).key("gone").versionId(source.versionId().get()));
    assertKind(Kind.REFUSED, source);
  }

  @Test
  void whatIsArchivedIsSaid() throws IOException {
    RestoreRow.Source source = put("cold", HELLO, b -> b.storageClass(StorageClass.GLACIER));
    assertThatThrownBy(() -> read(source))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("archived")
        .hasMessageContaining("must be restored");
    assertKind(Kind.DENIED, source);
  }

  @Test
  void anOpaqueETagIsProvenByAChecksum() throws IOException {
    RestoreRow.Source source =
        put(
            "kms",
            HELLO,
            b ->
                b.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                    .checksumAlgorithm(ChecksumAlgorithm.CRC32_C));
    assertThat(reader.head(source).content().opaque()).isTrue();
    assertProof(source, HELLO, Algorithm.CRC32C.code());
  }

  @Test
  void aMultipartUploadIsProvenByItsParts() throws IOException {
    byte[] content = new byte[(5 << 20) + 100];
    new Random(1).nextBytes(content);
    RestoreRow.Source source = multipart("parts", content);
    assertThat(source.etag().parts()).isEqualTo(2);
    StoredContent seen = reader.head(source).content();
    assertThat(ContentProof.of(source, seen, reader)).isPresent();
    Optional<ContentProof> proof =
        ContentProof.of(
            source,
            new StoredContent(seen.etag(), seen.size(), seen.versionId(), false, List.of()),
            reader);
    proof.orElseThrow().update(content, 0, content.length);
    assertThat(proof.get().holds()).isTrue();
    assertThat(read(source)).isEqualTo(content);
  }

  @Test
  void aTruncatedAnswerIsAFailureAndGoesOn() throws IOException {
    byte[] content = new byte[300_000];
    new Random(2).nextBytes(content);
    RestoreRow.Source source = put("cut", content, b -> {});
    try (FaultProxy proxy = FaultProxy.to(lab.endpoint(), 7);
        AwsSession session = LabSession.open(proxy.endpoint())) {
      proxy.does(FaultKind.RESET_IN_ANSWER, 1);
      ObjectReader cut = session.reader(LabSession.BUCKET, List.of());
      assertThatThrownBy(
              () -> {
                try (ObjectBody body = cut.open(source, Optional.empty())) {
                  body.bytes().readAllBytes();
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(read(source)).isEqualTo(content);
  }

  private static byte[] read(RestoreRow.Source source) throws IOException {
    try (ObjectBody body = reader.open(source, Optional.empty())) {
      return body.bytes().readAllBytes();
    }
  }

  private static void assertKind(Kind kind, RestoreRow.Source source) {
    for (boolean whole : List.of(true, false)) {
      assertThatThrownBy(
              () -> {
                if (whole) {
                  read(source);
                } else {
                  reader.open(source, Optional.of(new ByteRange(0, 1))).close();
                }
              })
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.kind()).as("%s", e).isEqualTo(kind));
    }
  }

  private static void assertProof(RestoreRow.Source source, byte[] content, String name)
      throws IOException {
    ContentProof proof =
        ContentProof.of(source, reader.head(source).content(), reader).orElseThrow();
    assertThat(proof.name()).isEqualTo(name);
    proof.update(content, 0, content.length);
    assertThat(proof.holds()).isTrue();
  }

  /** What is asked for beside the key. */
  @FunctionalInterface
  private interface Asked {
    void of(PutObjectRequest.Builder request);
  }

  private static RestoreRow.Source put(String key, byte[] content, Asked asked) {
    PutObjectResponse answer =
        lab.plain()
            .putObject(
                b -> {
                  b.bucket(LabSession.BUCKET).key(key);
                  asked.of(b);
                },
                RequestBody.fromBytes(content));
    return new RestoreRow.Source(
        new ObjectKey(key), ETag.parse(answer.eTag()), Optional.ofNullable(answer.versionId()));
  }

  private static RestoreRow.Source multipart(String key, byte[] content) {
    String id =
        lab.plain().createMultipartUpload(b -> b.bucket(LabSession.BUCKET).key(key)).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    int size = 5 << 20;
    for (int from = 0; from < content.length; from += size) {
      int number = parts.size() + 1;
      byte[] part = Arrays.copyOfRange(content, from, Math.min(content.length, from + size));
      String etag =
          lab.plain()
              .uploadPart(
                  b -> b.bucket(LabSession.BUCKET).key(key).uploadId(id).partNumber(number),
                  RequestBody.fromBytes(part))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
    }
    var answer =
        lab.plain()
            .completeMultipartUpload(
                b ->
                    b.bucket(LabSession.BUCKET)
                        .key(key)
                        .uploadId(id)
                        .multipartUpload(m -> m.parts(parts)));
    return new RestoreRow.Source(
        new ObjectKey(key), ETag.parse(answer.eTag()), Optional.ofNullable(answer.versionId()));
  }
}
