package io.stocktake.executor.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.ObjectStore.DeleteRequest;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What each implementation of {@link ObjectStore} promises. A subclass gives a store of one; a test
 * that relies on what the store does not hold to is skipped.
 */
public abstract class ObjectStoreContract {
  protected static final String BUCKET = "photos";
  private static final int PART = 5 << 20;
  private static final ETag OTHER = new ETag("0".repeat(32));
  private static final TagSet TEAM = TagSet.parse("team=a");
  private static final AtomicInteger KEYS = new AtomicInteger();

  /** The store, of the bucket {@link #BUCKET}; the subclass closes it. */
  protected abstract ObjectStore store() throws Exception;

  /** What it does not hold to. */
  protected Set<Guarantee> lacks() {
    return Set.of();
  }

  private final ObjectKey key = newKey();

  @Test
  void anObjectHasTheMd5OfItsBytesAndTheirSize() throws Exception {
    relyOn(Guarantee.ETAG_IS_MD5);
    for (String text : List.of("", "some bytes")) {
      ObjectKey one = newKey();
      WriteResult written = create(one, text);

      assertThat(written.etag()).isEqualTo(ETag.ofMd5(md5(text)));
      assertThat(written.opaque()).isFalse();
      StoredObject there = head(one).orElseThrow();
      assertThat(there.etag()).isEqualTo(written.etag());
      assertThat(there.size()).isEqualTo(text.length());
    }
  }

  @Test
  void aBodyIsReadFromPositionToLimitAndItsPositionStays() throws Exception {
    ByteBuffer body = ByteBuffer.wrap("<bytes>".getBytes(UTF_8), 1, 5);

    WriteResult written = got(store().put(key, body, md5("bytes"), headers(), Guard.absent()));

    assertThat(body.position()).isEqualTo(1);
    assertThat(body.limit()).isEqualTo(6);
    assertThat(head(key).orElseThrow().etag()).isEqualTo(written.etag());
    assertThat(head(key).orElseThrow().size()).isEqualTo(5);
  }

  @Test
  void anObjectIsCreatedOnce() throws Exception {
    relyOn(Guarantee.PUT_IF_NONE_MATCH);
    ETag first = create(key, "1").etag();

    assertThat(failure(put(key, "2", Guard.absent()))).isEqualTo(Kind.REFUSED);
    assertThat(head(key).orElseThrow().etag()).isEqualTo(first);
  }

  @Test
  void anObjectIsWrittenOverOnlyAsItWasSeen() throws Exception {
    relyOn(Guarantee.PUT_IF_MATCH);
    ETag first = create(key, "1").etag();

    assertThat(failure(put(key, "2", Guard.match(OTHER)))).isEqualTo(Kind.REFUSED);
    assertThat(head(key).orElseThrow().etag()).isEqualTo(first);
    ETag second = got(put(key, "2", Guard.match(first))).etag();
    assertThat(failure(put(key, "3", Guard.match(first)))).isEqualTo(Kind.REFUSED);
    assertThat(head(key).orElseThrow().etag()).isEqualTo(second);
    assertThat(failure(put(newKey(), "1", Guard.match(first)))).isEqualTo(Kind.REFUSED);
  }

  @Test
  void bytesThatDoNotHaveTheirDigestAreDenied() throws Exception {
    relyOn(Guarantee.CONTENT_MD5);
    ByteBuffer body = ByteBuffer.wrap("x".getBytes(UTF_8));

    assertThat(failure(store().put(key, body, new byte[16], headers(), Guard.absent())))
        .isEqualTo(Kind.DENIED);
    assertThat(head(key)).isEmpty();
  }

  @Test
  void anObjectIsRemovedOnlyAsItWasSeen() throws Exception {
    relyOn(Guarantee.DELETE_IF_MATCH);
    ETag etag = create(key, "1").etag();

    assertThat(failure(store().delete(key, Guard.match(OTHER)))).isEqualTo(Kind.REFUSED);
    assertThat(got(store().delete(key, Guard.match(etag)))).isTrue();
    assertThat(head(key)).isEmpty();
    assertThat(got(store().delete(key, Guard.match(etag)))).as("there is none").isFalse();
  }

  @Test
  void eachOfManyIsRemovedOnlyAsItWasSeen() throws Exception {
    relyOn(Guarantee.DELETE_MANY_IF_MATCH);
    List<ObjectKey> keys = List.of(newKey(), newKey(), newKey());
    ETag seen = create(keys.get(0), "1").etag();
    create(keys.get(1), "2");
    List<DeleteRequest> objects =
        keys.stream().map(each -> new DeleteRequest(each, Guard.match(seen))).toList();

    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    int most = Math.min(objects.size(), store().maxDeletes());
    for (int from = 0; from < objects.size(); from += most) {
      int to = Math.min(objects.size(), from + most);
      answers.addAll(got(store().deleteAll(objects.subList(from, to))));
    }

    assertThat(got(answers.get(0))).isTrue();
    assertThat(failure(answers.get(1))).isEqualTo(Kind.REFUSED);
    assertThat(got(answers.get(2))).as("there was none").isFalse();
    assertThat(head(keys.get(0))).isEmpty();
    assertThat(head(keys.get(1))).isPresent();
  }

  @Test
  protected void anObjectIsMadeOfItsParts() throws Exception {
    String id = got(store().begin(key, headers()));
    ETag two = part(id, 2, new byte[3]);
    ETag one = part(id, 1, new byte[PART]);
    assertThat(head(key)).as("before it is complete").isEmpty();

    WriteResult written = got(store().complete(key, id, List.of(one, two), Guard.absent()));

    assertThat(written.etag().parts()).isEqualTo(2);
    StoredObject there = head(key).orElseThrow();
    assertThat(there.etag()).isEqualTo(written.etag());
    assertThat(there.size()).isEqualTo(PART + 3);
  }

  @Test
  void anUploadTellsItsPartsUntilItIsGivenUp() throws Exception {
    relyOn(Guarantee.LIST_PARTS);
    String id = got(store().begin(key, headers()));
    ETag one = part(id, 1, new byte[3]);

    assertThat(got(store().parts(key, id))).hasValue(Map.of(1, one));
    got(store().abort(key, id));
    got(store().abort(key, id));
    assertThat(got(store().parts(key, id))).isEmpty();
    assertThat(failure(store().complete(key, id, List.of(one), Guard.absent())))
        .as("an earlier request may have been carried out")
        .isEqualTo(Kind.UNKNOWN);
    assertThat(head(key)).isEmpty();
  }

  @Test
  void anUploadDoesNotEndOverWhatAnotherCreated() throws Exception {
    relyOn(Guarantee.COMPLETE_IF_NONE_MATCH);
    String id = got(store().begin(key, headers()));
    ETag one = part(id, 1, new byte[3]);
    ETag theirs = create(key, "theirs").etag();

    assertThat(failure(store().complete(key, id, List.of(one), Guard.absent())))
        .isEqualTo(Kind.REFUSED);
    assertThat(head(key).orElseThrow().etag()).isEqualTo(theirs);
    got(store().abort(key, id));
  }

  @Test
  void anUploadEndsOverAnObjectOnlyAsItWasSeen() throws Exception {
    relyOn(Guarantee.COMPLETE_IF_MATCH);
    ETag seen = create(key, "seen").etag();
    String id = got(store().begin(key, headers()));
    ETag one = part(id, 1, new byte[3]);

    assertThat(failure(store().complete(key, id, List.of(one), Guard.match(OTHER))))
        .isEqualTo(Kind.REFUSED);
    assertThat(head(key).orElseThrow().etag()).isEqualTo(seen);
    assertThat(got(store().complete(key, id, List.of(one), Guard.match(seen))).etag())
        .isEqualTo(head(key).orElseThrow().etag());
  }

  @Test
  void aCopyIsOfTheObjectThatWasSeen() throws Exception {
    relyOn(Guarantee.COPY_SOURCE_IF_MATCH);
    CopySource source = source("copied");

    WriteResult copied = got(copy(key, source, Guard.absent()));

    assertThat(copied.etag()).isEqualTo(source.etag());
    assertThat(got(store().head(source)).orElseThrow().etag()).isEqualTo(source.etag());
    ObjectKey other = newKey();
    assertThat(failure(copy(other, seenAs(source, OTHER), Guard.absent()))).isEqualTo(Kind.REFUSED);
    assertThat(head(other)).isEmpty();
  }

  @Test
  void aCopyDoesNotReplaceWhatAnotherCreated() throws Exception {
    relyOn(Guarantee.COPY_IF_NONE_MATCH);
    ETag theirs = create(key, "theirs").etag();

    assertThat(failure(copy(key, source("copied"), Guard.absent()))).isEqualTo(Kind.REFUSED);
    assertThat(head(key).orElseThrow().etag()).isEqualTo(theirs);
  }

  @Test
  void aCopyReplacesAnObjectOnlyAsItWasSeen() throws Exception {
    relyOn(Guarantee.COPY_IF_MATCH);
    ETag seen = create(key, "seen").etag();
    CopySource source = source("copied");

    assertThat(failure(copy(key, source, Guard.match(OTHER)))).isEqualTo(Kind.REFUSED);
    assertThat(head(key).orElseThrow().etag()).isEqualTo(seen);
    assertThat(got(copy(key, source, Guard.match(seen))).etag()).isEqualTo(source.etag());
  }

  @Test
  void aRangeIsCopiedOfTheObjectThatWasSeen() throws Exception {
    relyOn(Guarantee.PART_SOURCE_IF_MATCH);
    // Of an object of less than 5 MiB, S3 copies no range.
    CopySource source = source("0123456789".repeat(600_000));
    String id = got(store().beginCopy(key, source, CopyHeaders.NONE, TagSet.EMPTY));

    assertThat(failure(store().copyPart(key, id, 1, seenAs(source, OTHER), 2, 3)))
        .isEqualTo(Kind.REFUSED);
    ETag part = got(store().copyPart(key, id, 1, source, 2, 3)).etag();
    assertThat(part).isEqualTo(ETag.ofMd5(md5("234")));
    got(store().complete(key, id, List.of(part), Guard.absent()));
    assertThat(head(key).orElseThrow().size()).isEqualTo(3);
  }

  @Test
  void anObjectWithoutTagsHasNoneAndTaggingReplacesAll() throws Exception {
    relyOn(Guarantee.TAGS);
    create(key, "1");

    assertThat(tags(key)).isEqualTo(TagSet.EMPTY);
    got(store().tag(key, Optional.empty(), TEAM));
    assertThat(tags(key)).isEqualTo(TEAM);
    got(store().tag(key, Optional.empty(), TagSet.parse("other=b")));
    assertThat(tags(key)).isEqualTo(TagSet.parse("other=b"));
  }

  @Test
  void anObjectIsWrittenWithItsTags() throws Exception {
    relyOn(Guarantee.PUT_TAGS);
    got(store().put(key, ByteBuffer.allocate(0), md5(""), tagged(), Guard.absent()));

    assertThat(tags(key)).isEqualTo(TEAM);
  }

  @Test
  void anObjectOfPartsIsWrittenWithItsTags() throws Exception {
    relyOn(Guarantee.UPLOAD_TAGS);
    String id = got(store().begin(key, tagged()));
    got(store().complete(key, id, List.of(part(id, 1, new byte[3])), Guard.absent()));

    assertThat(tags(key)).isEqualTo(TEAM);
  }

  @Test
  void aCopyAddsItsTagsToThoseOfItsSource() throws Exception {
    relyOn(Guarantee.TAGS);
    CopySource source = source("copied");
    got(store().tag(source.key(), Optional.empty(), TEAM));

    got(store().copy(key, source, CopyHeaders.NONE, TagSet.parse("kind=photo"), Guard.absent()));

    assertThat(tags(key)).isEqualTo(TagSet.parse("kind=photo").with(TEAM));
  }

  @Test
  void propertiesThatAreThereAreNotWritten() throws Exception {
    relyOn(Guarantee.COPY_IF_MATCH);
    relyOn(Guarantee.TAGS);
    Guard seen = Guard.match(create(key, "1").etag());
    Properties wanted = PropertyRule.parse("meta.origin=tree").properties();

    assertThat(failure(store().setProperties(key, wanted, TagSet.EMPTY, Guard.match(OTHER))))
        .isEqualTo(Kind.REFUSED);
    assertThat(got(store().setProperties(key, wanted, TagSet.EMPTY, seen))).isPresent();
    Guard now = Guard.match(head(key).orElseThrow().etag());
    assertThat(got(store().setProperties(key, wanted, TagSet.EMPTY, now))).isEmpty();
  }

  @Test
  void whatIsNotThereIsNone() throws Exception {
    assertThat(head(key)).isEmpty();
    assertThat(got(store().head(new CopySource(BUCKET, key, OTHER, Optional.empty())))).isEmpty();
  }

  private void relyOn(Guarantee wanted) {
    assumeTrue(!lacks().contains(wanted), () -> "the store does not hold to: " + wanted.sentence());
  }

  private static ObjectKey newKey() {
    return new ObjectKey("contract/" + KEYS.incrementAndGet() + " +%ü");
  }

  private static ObjectHeaders headers() {
    return ObjectHeaders.named("plain.txt");
  }

  private static ObjectHeaders tagged() {
    return new ObjectHeaders("text/plain", Properties.NONE, TEAM);
  }

  private WriteResult create(ObjectKey of, String text) throws Exception {
    return got(put(of, text, Guard.absent()));
  }

  private CompletableFuture<WriteResult> put(ObjectKey of, String text, Guard guard)
      throws Exception {
    return store().put(of, ByteBuffer.wrap(text.getBytes(UTF_8)), md5(text), headers(), guard);
  }

  private ETag part(String id, int number, byte[] bytes) throws Exception {
    return got(store().part(key, id, number, ByteBuffer.wrap(bytes), Digests.md5().digest(bytes)))
        .etag();
  }

  private CompletableFuture<WriteResult> copy(ObjectKey to, CopySource source, Guard guard)
      throws Exception {
    return store().copy(to, source, CopyHeaders.NONE, TagSet.EMPTY, guard);
  }

  private CopySource source(String text) throws Exception {
    ObjectKey from = newKey();
    return new CopySource(BUCKET, from, create(from, text).etag(), Optional.empty());
  }

  private static CopySource seenAs(CopySource source, ETag etag) {
    return new CopySource(source.bucket(), source.key(), etag, source.versionId());
  }

  private Optional<StoredObject> head(ObjectKey of) throws Exception {
    return got(store().head(of));
  }

  private TagSet tags(ObjectKey of) throws Exception {
    return got(store().tags(of, Optional.empty()));
  }

  private static byte[] md5(String text) {
    return Digests.md5().digest(text.getBytes(UTF_8));
  }

  private static <T> T got(CompletableFuture<T> future) throws Exception {
    return future.get();
  }

  /** Every failure is a {@link StoreException}. */
  private static Kind failure(CompletableFuture<?> future) throws InterruptedException {
    try {
      throw new AssertionError("no failure but " + future.get());
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(StoreException.class);
      return ((StoreException) e.getCause()).kind();
    }
  }
}
