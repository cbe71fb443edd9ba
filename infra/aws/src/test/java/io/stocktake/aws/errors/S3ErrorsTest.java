package io.stocktake.aws.errors;

import static io.stocktake.lab.fault.Fault.Kind.INTERNAL_ERROR;
import static io.stocktake.lab.fault.Fault.Kind.LOST_ANSWER;
import static io.stocktake.lab.fault.Fault.Kind.LOST_REQUEST;
import static io.stocktake.lab.fault.Fault.Kind.SLOW_DOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.LabSession;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.lab.fault.Fault;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Guard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class S3ErrorsTest {
  private static final ObjectHeaders PLAIN = ObjectHeaders.named("plain.txt");
  private static LabSession lab;
  private static ObjectStore store;

  @BeforeAll
  static void start() throws IOException {
    lab = LabSession.start();
    store = lab.session().store(LabSession.BUCKET);
  }

  @AfterEach
  void clear() {
    lab.clearFaults();
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  void aBusyStoreIsAskedAgainAndThenLeft() {
    lab.fail("PutObject", SLOW_DOWN);
    put(store, "busy once").join();
    lab.fail("PutObject", SLOW_DOWN, SLOW_DOWN, SLOW_DOWN, SLOW_DOWN);

    assertThat(kind(put(store, "busy"))).isEqualTo(Kind.FAILED);
    assertThat(store.head(new ObjectKey("busy")).join()).isEmpty();
  }

  /** It is not the plain refusal that says that somebody else was there before. */
  @Test
  void aRetryThatMayHaveMetItsOwnFirstAttemptIsUnknown() {
    lab.fail("PutObject", LOST_ANSWER);
    assertThat(kind(put(store, "met"))).isEqualTo(Kind.UNKNOWN);
    ETag met = store.head(new ObjectKey("met")).join().orElseThrow().etag();

    lab.fail("DeleteObject", LOST_ANSWER);
    assertThat(kind(store.delete(new ObjectKey("met"), Guard.match(met)))).isEqualTo(Kind.UNKNOWN);
    assertThat(store.head(new ObjectKey("met")).join()).isEmpty();

    put(store, "there").join();
    assertThat(kind(put(store, "there"))).isEqualTo(Kind.REFUSED);
  }

  @Test
  void noAnswerMeansUnknown() {
    lab.fail("PutObject", LOST_REQUEST, LOST_REQUEST, LOST_REQUEST, LOST_REQUEST);
    assertThat(kind(put(store, "lost"))).isEqualTo(Kind.UNKNOWN);

    lab.fail("PutObject", INTERNAL_ERROR, INTERNAL_ERROR, INTERNAL_ERROR, INTERNAL_ERROR);
    assertThat(kind(put(store, "error"))).isEqualTo(Kind.UNKNOWN);

    lab.fail("PutObject", INTERNAL_ERROR, SLOW_DOWN, SLOW_DOWN, SLOW_DOWN);
    assertThat(kind(put(store, "perhaps"))).isEqualTo(Kind.UNKNOWN);
  }

  @Test
  void anEarlierAttemptWithoutAnswerLeavesTheOutcomeUnknown() {
    lab.fail("PutObject", LOST_REQUEST, SLOW_DOWN, SLOW_DOWN, SLOW_DOWN);
    assertThat(kind(put(store, "first"))).isEqualTo(Kind.UNKNOWN);

    lab.fail("PutObject", SLOW_DOWN, LOST_REQUEST, SLOW_DOWN, SLOW_DOWN);

    assertThat(kind(put(store, "doubt"))).isEqualTo(Kind.UNKNOWN);
  }

  @Test
  void anErrorInsideAGoodAnswerIsAnError() {
    ObjectKey key = new ObjectKey("completed");
    ByteBuffer body = ByteBuffer.allocate(3);
    String id = store.begin(key, PLAIN).join();
    WriteResult part = store.part(key, id, 1, body, Digests.md5().digest(new byte[3])).join();
    Fault.Kind[] always = new Fault.Kind[10];
    Arrays.fill(always, Fault.Kind.ERROR_IN_OK);
    lab.fail("CompleteMultipartUpload", always);

    assertThat(kind(store.complete(key, id, List.of(part.etag()), Guard.absent())))
        .isEqualTo(Kind.UNKNOWN);
    assertThat(store.head(key).join()).isEmpty();
  }

  @Test
  void aSilentStoreIsNotWaitedForForever() throws IOException {
    lab.delay("PutObject", Duration.ofSeconds(8));
    try (AwsSession hasty = LabSession.open(lab.endpoint(), Duration.ofSeconds(2))) {
      assertThat(kind(put(hasty.store(LabSession.BUCKET), "silent"))).isEqualTo(Kind.UNKNOWN);
    }
  }

  private static CompletableFuture<WriteResult> put(ObjectStore store, String key) {
    return store.put(
        new ObjectKey(key), ByteBuffer.allocate(0), Digests.md5().digest(), PLAIN, Guard.absent());
  }

  private static Kind kind(CompletableFuture<?> future) {
    try {
      throw new AssertionError("no failure but " + future.join());
    } catch (CompletionException e) {
      return ((StoreException) e.getCause()).kind();
    }
  }
}
