package io.stocktake.executor.store.decorate;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore.DeleteRequest;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.Properties;
import io.stocktake.manifests.rules.PropertyRule;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CountingStoreTest {
  private static final ObjectKey KEY = new ObjectKey("k");
  private static final ObjectHeaders HEADERS = ObjectHeaders.named("k");
  private static final byte[] BODY = bytes(10, 1);

  private final MemoryStore store = new MemoryStore();
  private final CountingStore counted = new CountingStore(store);

  @Test
  void everyRequestIsCountedAndOfBodiesTheBytesThatWereTaken() {
    ETag etag = counted.put(KEY, body(), md5(), HEADERS, Guard.absent()).join().etag();
    assertThat(counted.head(KEY).join().orElseThrow().etag()).isEqualTo(etag);
    CopySource source = new CopySource("b", KEY, etag, Optional.empty());
    assertThat(counted.head(source).join()).isPresent();
    ObjectKey copy = new ObjectKey("copy");
    assertThat(counted.copy(copy, source, copied(), TagSet.EMPTY, Guard.absent()).join().etag())
        .isEqualTo(etag);
    counted.tag(copy, Optional.empty(), TagSet.EXPIRE).join();
    assertThat(counted.tags(copy, Optional.empty()).join()).isEqualTo(TagSet.EXPIRE);
    assertThat(counted.setProperties(copy, given(), TagSet.EMPTY, Guard.match(etag)).join())
        .isPresent();
    assertThat(counted.versions(KEY).join()).isEmpty();
    assertThat(counted.keepsVersions().join()).isFalse();
    assertThat(
            counted
                .deleteAll(List.of(new DeleteRequest(copy, Guard.match(etag))))
                .join()
                .get(0)
                .join())
        .isTrue();
    assertThat(counted.delete(KEY, Guard.match(etag)).join()).isTrue();
    assertThat(counted.maxDeletes()).isEqualTo(store.maxDeletes());
    assertThat(store.keys()).isEmpty();
    assertThat(counted.requests()).isEqualTo(11);
    assertThat(counted.bytesSent()).isEqualTo(BODY.length);
  }

  @Test
  void uploadsInPartsAreCountedToo() {
    ETag from = store.seed("from", BODY);
    CopySource source = new CopySource("b", new ObjectKey("from"), from, Optional.empty());
    String given = counted.begin(KEY, HEADERS).join();
    counted.abort(KEY, given).join();
    String id = counted.beginCopy(KEY, source, copied(), TagSet.EMPTY).join();
    ETag first = counted.part(KEY, id, 1, body(), md5()).join().etag();
    ETag second = counted.copyPart(KEY, id, 2, source, 0, BODY.length).join().etag();
    assertThat(counted.parts(KEY, id).join().orElseThrow()).hasSize(2);
    counted.complete(KEY, id, List.of(first, second), Guard.absent()).join();

    assertThat(store.get("k").orElseThrow()).hasSize(2 * BODY.length);
    assertThat(store.openUploads()).isZero();
    assertThat(counted.requests()).isEqualTo(7);
    assertThat(counted.bytesSent()).isEqualTo(BODY.length);
  }

  @Test
  void bytesThatTheStoreDidNotTakeAreNotSent() {
    CountingStore faulty = new CountingStore(new FaultyStore(store, (op, key) -> Fault.FAILED));
    assertThat(faulty.put(KEY, body(), md5(), HEADERS, Guard.absent())).isCompletedExceptionally();
    assertThat(faulty.requests()).isEqualTo(1);
    assertThat(faulty.bytesSent()).isZero();
  }

  private static Properties given() {
    return PropertyRule.parse("** meta.a=b").properties();
  }

  private static CopyHeaders copied() {
    return CopyHeaders.NONE;
  }

  private static ByteBuffer body() {
    return ByteBuffer.wrap(BODY);
  }

  private static byte[] md5() {
    return Digests.md5().digest(BODY);
  }
}
