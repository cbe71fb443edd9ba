package io.stocktake.executor.store.decorate;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore.DeleteRequest;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.Properties;
import io.stocktake.manifests.rules.PropertyRule;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MeteredStoreTest {
  private static final ObjectKey KEY = new ObjectKey("k");
  private static final ObjectHeaders HEADERS = ObjectHeaders.named("k");
  private static final byte[] BODY = bytes(10, 1);

  private final MemoryStore store = new MemoryStore();
  private final RunControl control = new RunControl(Duration.ofSeconds(1));
  private final List<Fault> faults = new ArrayList<>();
  private final FaultyStore line =
      new FaultyStore(store, (op, key) -> faults.isEmpty() ? Fault.NONE : faults.remove(0));
  private final MeteredStore metered =
      new MeteredStore(line, control, RequestThrottle.free(4), Runnable::run, 3);

  @Test
  void everyRequestIsCountedAndOfBodiesTheBytesThatWereTaken() {
    ETag etag = metered.put(KEY, body(), md5(), HEADERS, Guard.absent()).join().etag();
    assertThat(metered.head(KEY).join().orElseThrow().etag()).isEqualTo(etag);
    CopySource source = new CopySource("b", KEY, etag, Optional.empty());
    assertThat(metered.head(source).join()).isPresent();
    ObjectKey copy = new ObjectKey("copy");
    assertThat(metered.copy(copy, source, copied(), TagSet.EMPTY, Guard.absent()).join().etag())
        .isEqualTo(etag);
    metered.tag(copy, Optional.empty(), TagSet.EXPIRE).join();
    assertThat(metered.tags(copy, Optional.empty()).join()).isEqualTo(TagSet.EXPIRE);
    assertThat(metered.setProperties(copy, given(), TagSet.EMPTY, Guard.match(etag)).join())
        .isPresent();
    assertThat(metered.versions(KEY).join()).isEmpty();
    assertThat(metered.keepsVersions().join()).isFalse();
    assertThat(
            metered
                .deleteAll(List.of(new DeleteRequest(copy, Guard.match(etag))))
                .join()
                .get(0)
                .join())
        .isTrue();
    assertThat(metered.delete(KEY, Guard.match(etag)).join()).isTrue();
    assertThat(metered.maxDeletes()).isEqualTo(line.maxDeletes());
    assertThat(store.keys()).isEmpty();
    assertThat(metered.requests()).isEqualTo(11);
    assertThat(metered.bytesSent()).isEqualTo(BODY.length);
  }

  @Test
  void uploadsInPartsAreCountedToo() {
    ETag from = store.seed("from", BODY);
    CopySource source = new CopySource("b", new ObjectKey("from"), from, Optional.empty());
    String given = metered.begin(KEY, HEADERS).join();
    metered.abort(KEY, given).join();
    String id = metered.beginCopy(KEY, source, copied(), TagSet.EMPTY).join();
    ETag first = metered.part(KEY, id, 1, body(), md5()).join().etag();
    ETag second = metered.copyPart(KEY, id, 2, source, 0, BODY.length).join().etag();
    assertThat(metered.parts(KEY, id).join().orElseThrow()).hasSize(2);
    metered.complete(KEY, id, List.of(first, second), Guard.absent()).join();

    assertThat(store.get("k").orElseThrow()).hasSize(2 * BODY.length);
    assertThat(store.openUploads()).isZero();
    assertThat(metered.requests()).isEqualTo(7);
    assertThat(metered.bytesSent()).isEqualTo(BODY.length);
  }

  @Test
  void bytesThatTheStoreDidNotTakeAreNotSent() {
    faults.add(Fault.FAILED);
    assertFails(metered.put(KEY, body(), md5(), HEADERS, Guard.absent()));
    assertThat(metered.requests()).isEqualTo(1);
    assertThat(metered.bytesSent()).isZero();
  }

  @Test
  void aRowOfFailuresEndsTheRun() {
    for (int i = 0; i < 2; i++) {
      faults.add(Fault.FAILED);
      assertFails(metered.head(KEY));
    }
    assertThat(control.going()).isTrue();
    faults.add(Fault.DENIED);
    assertFails(metered.head(KEY));
    assertThat(control.failure())
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("3 requests failed in a row")
        .hasMessageContaining("run apply again");
    assertThat(metered.head(KEY)).isCompletedExceptionally();
    assertThat(metered.requests()).as("nothing leaves any more").isEqualTo(3);
  }

  /** What answers is there, be it to say no. */
  @Test
  void anAnswerBetweenFailuresBeginsTheCountAnew() {
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 2; j++) {
        faults.add(Fault.FAILED);
        assertFails(metered.head(KEY));
      }
      if (i % 2 == 0) {
        metered.head(KEY).join();
      } else {
        assertFails(metered.setProperties(KEY, given(), TagSet.EMPTY, Guard.match(etag())));
      }
    }
    assertThat(control.going()).isTrue();
  }

  @Test
  void afterAHaltRequestsFailAsHalted() {
    control.close();
    CompletableFuture<?> late = metered.keepsVersions();
    assertThatThrownBy(late::join).hasCauseInstanceOf(RunCancelledException.class);
    assertThat(store.requests()).isZero();
  }

  private static void assertFails(CompletableFuture<?> request) {
    assertThat(request).isCompletedExceptionally();
  }

  private static Properties given() {
    return PropertyRule.parse("** meta.a=b").properties();
  }

  private static ETag etag() {
    return ETag.ofMd5(new byte[16]);
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
