package io.stocktake.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.Properties;
import io.stocktake.manifests.rules.PropertyRule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.Tag;

class CopyAndTagTest {
  private static final String OLD = "old-images";
  private static final TagSet TEAM = TagSet.parse("team=a%20b%2Bc");
  private static LabSession lab;
  private static ObjectStore store;

  @BeforeAll
  static void start() throws IOException {
    lab = LabSession.start();
    lab.plain().createBucket(b -> b.bucket(OLD));
    store = lab.session().store(LabSession.BUCKET);
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  void anObjectIsWrittenWithItsTypeAndTags() {
    ObjectHeaders headers = new ObjectHeaders("image/webp", Properties.NONE, TEAM);
    ObjectKey whole = new ObjectKey("whole");
    ObjectKey parts = new ObjectKey("parts");

    store.put(whole, body("x"), md5("x"), headers, Guard.absent()).join();
    String id = store.begin(parts, headers).join();
    ETag part = store.part(parts, id, 1, body("x"), md5("x")).join().etag();
    store.complete(parts, id, List.of(part), Guard.absent()).join();

    for (ObjectKey key : List.of(whole, parts)) {
      assertThat(head(key).contentType()).isEqualTo("image/webp");
      assertThat(store.tags(key, Optional.empty()).join()).isEqualTo(TEAM);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "dir/sp ace", "+", "%41", "ü\uD83D\uDE00", "q?x=1&y#z", "a//b"})
  void copiesAnyKeyWithMetadataAndTags(String name) {
    CopySource source = seed(name);
    ObjectKey key = new ObjectKey("copied/" + name);

    WriteResult written =
        store.copy(key, source, CopyHeaders.NONE, TagSet.EMPTY, Guard.absent()).join();

    assertThat(written.etag()).isEqualTo(source.etag());
    assertThat(head(key).contentType()).isEqualTo("image/png");
    assertThat(head(key).metadata()).containsEntry("by", "me");
    assertThat(store.tags(key, Optional.empty()).join()).isEqualTo(TagSet.parse("kept=1"));
    assertThat(store.head(source).join().map(StoredObject::etag)).hasValue(source.etag());
  }

  @Test
  void aCopyAddsItsTagsToThoseOfTheSource() {
    ObjectKey key = new ObjectKey("tagged copy");

    store.copy(key, seed("tagged"), CopyHeaders.NONE, TEAM, Guard.absent()).join();

    assertThat(store.tags(key, Optional.empty()).join())
        .isEqualTo(TagSet.parse("kept=1").with(TEAM));
  }

  @Test
  void noCopyIsMarkedToExpire() {
    ObjectKey key = new ObjectKey("unmarked copy");
    CopySource source = seed("marked");
    lab.plain()
        .putObjectTagging(
            b ->
                b.bucket(OLD)
                    .key("marked")
                    .tagging(
                        t ->
                            t.tagSet(
                                Tag.builder().key("kept").value("1").build(),
                                Tag.builder().key("stocktake").value("expire").build())));

    store.copy(key, source, CopyHeaders.NONE, TagSet.EMPTY, Guard.absent()).join();

    assertThat(store.tags(key, Optional.empty()).join()).isEqualTo(TagSet.parse("kept=1"));
    assertThat(lab.plain().getObjectTagging(b -> b.bucket(OLD).key("marked")).tagSet())
        .as("the source's")
        .hasSize(2);
  }

  @Test
  void aCopyInRangesCarriesMetadataAndTags() {
    byte[] content = new byte[(5 << 20) + 100];
    content[5 << 20] = 7;
    CopySource source = seed("large", content);
    ObjectKey key = new ObjectKey("large copy");

    String id = store.beginCopy(key, source, CopyHeaders.NONE, TEAM).join();
    long first = 5 << 20;
    ETag one = store.copyPart(key, id, 1, source, 0, first).join().etag();
    ETag two = store.copyPart(key, id, 2, source, first, 100).join().etag();
    store.complete(key, id, List.of(one, two), Guard.absent()).join();

    assertThat(lab.plain().getObjectAsBytes(b -> b.bucket("images").key(key.value())).asByteArray())
        .isEqualTo(content);
    assertThat(head(key).contentType()).isEqualTo("image/png");
    assertThat(head(key).metadata()).containsEntry("by", "me");
    assertThat(store.tags(key, Optional.empty()).join())
        .isEqualTo(TagSet.parse("kept=1").with(TEAM));
  }

  @Test
  void everyCopyInsistsOnItsSourceAndItsDestination() {
    CopySource seen = seed("seen");
    ObjectKey key = new ObjectKey("guarded copy");
    CopySource other = new CopySource(OLD, seen.key(), new ETag("0".repeat(32)), Optional.empty());

    assertThat(kind(store.copy(key, other, CopyHeaders.NONE, TagSet.EMPTY, Guard.absent())))
        .isEqualTo(StoreException.Kind.REFUSED);
    assertThat(kind(store.beginCopy(key, other, CopyHeaders.NONE, TagSet.EMPTY)))
        .isEqualTo(StoreException.Kind.REFUSED);
    ETag now = store.copy(key, seen, CopyHeaders.NONE, TagSet.EMPTY, Guard.absent()).join().etag();
    assertThat(kind(store.copy(key, seen, CopyHeaders.NONE, TagSet.EMPTY, Guard.absent())))
        .isEqualTo(StoreException.Kind.REFUSED);
    assertThat(
            store.copy(key, seen, CopyHeaders.NONE, TagSet.EMPTY, Guard.match(now)).join().etag())
        .isEqualTo(now);
  }

  @Test
  void anArchivedSourceIsToldToBeRestoredFirst() {
    lab.plain()
        .putObject(
            b -> b.bucket(OLD).key("cold").storageClass("DEEP_ARCHIVE"),
            RequestBody.fromString("x"));
    CopySource cold =
        new CopySource(OLD, new ObjectKey("cold"), ETag.ofMd5(md5("x")), Optional.empty());

    assertThatThrownBy(
            () ->
                store
                    .copy(
                        new ObjectKey("warm"), cold, CopyHeaders.NONE, TagSet.EMPTY, Guard.absent())
                    .get())
        .hasCauseInstanceOf(StoreException.class)
        .hasMessageContaining("must be restored before");
  }

  /** In one request and in parts. */
  @Test
  void aCopyGetsItsOwnHeadersOrThoseOfItsSourceWithSomeChanged() {
    CopySource source = seedWithHeaders();
    Properties given =
        PropertyRule.parse("content-type=text/css cache-control=no-store meta.b=new").properties();

    for (boolean whole : new boolean[] {true, false}) {
      ObjectKey one = new ObjectKey("given/one-" + whole);
      ObjectKey parts = new ObjectKey("given/parts-" + whole);
      CopyHeaders headers = new CopyHeaders(given, whole);
      store.copy(one, source, headers, TagSet.EMPTY, Guard.absent()).join();
      String id = store.beginCopy(parts, source, headers, TagSet.EMPTY).join();
      ETag first = store.copyPart(parts, id, 1, source, 0, 5 << 20).join().etag();
      ETag last = store.copyPart(parts, id, 2, source, 5 << 20, 1).join().etag();
      store.complete(parts, id, List.of(first, last), Guard.absent()).join();
      for (ObjectKey key : List.of(one, parts)) {
        var head = lab.plain().headObject(b -> b.bucket(LabSession.BUCKET).key(key.value()));
        assertThat(head.contentType()).as(key.value()).isEqualTo("text/css");
        assertThat(head.cacheControl()).as(key.value()).isEqualTo("no-store");
        assertThat(head.contentLanguage()).as(key.value()).isEqualTo(whole ? null : "de");
        assertThat(head.metadata())
            .as(key.value())
            .isEqualTo(whole ? Map.of("b", "new") : Map.of("a", "old", "b", "new"));
      }
    }
  }

  private CopySource seedWithHeaders() {
    String content = "x".repeat((5 << 20) + 1);
    lab.plain()
        .putObject(
            b ->
                b.bucket(OLD)
                    .key("given")
                    .contentType("text/plain")
                    .contentLanguage("de")
                    .metadata(Map.of("a", "old", "b", "old")),
            RequestBody.fromString(content));
    return new CopySource(OLD, new ObjectKey("given"), ETag.ofMd5(md5(content)), Optional.empty());
  }

  @Test
  void tagsAreReplacedWhole() {
    ObjectKey key = new ObjectKey("retagged");
    store.put(key, body("x"), md5("x"), ObjectHeaders.named("x"), Guard.absent()).join();

    store.tag(key, Optional.empty(), TagSet.parse("a=1&b=2")).join();
    store.tag(key, Optional.empty(), TEAM).join();

    assertThat(store.tags(key, Optional.empty()).join()).isEqualTo(TEAM);
    assertThat(kind(store.tag(new ObjectKey("none"), Optional.empty(), TEAM)))
        .isEqualTo(StoreException.Kind.REFUSED);
  }

  @Test
  void tellsWhetherTheBucketKeepsVersions() {
    lab.plain().createBucket(b -> b.bucket("versioned"));
    ObjectStore versioned = lab.session().store("versioned");
    assertThat(versioned.keepsVersions().join()).isFalse();

    lab.plain()
        .putBucketVersioning(
            b ->
                b.bucket("versioned")
                    .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));

    assertThat(versioned.keepsVersions().join()).isTrue();
  }

  private static CopySource seed(String name) {
    return seed(name, name.getBytes(UTF_8));
  }

  private static CopySource seed(String name, byte[] content) {
    lab.plain()
        .putObject(
            b ->
                b.bucket(OLD)
                    .key(name)
                    .contentType("image/png")
                    .metadata(Map.of("by", "me"))
                    .tagging("kept=1"),
            RequestBody.fromBytes(content));
    ETag etag = ETag.ofMd5(Digests.md5().digest(content));
    return new CopySource(OLD, new ObjectKey(name), etag, Optional.empty());
  }

  private static HeadObjectResponse head(ObjectKey key) {
    return lab.plain().headObject(b -> b.bucket(LabSession.BUCKET).key(key.value()));
  }

  private static ByteBuffer body(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static byte[] md5(String text) {
    return Digests.md5().digest(text.getBytes(UTF_8));
  }

  private static StoreException.Kind kind(CompletableFuture<?> future) {
    try {
      throw new AssertionError("no failure but " + future.get());
    } catch (ExecutionException e) {
      return ((StoreException) e.getCause()).kind();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
