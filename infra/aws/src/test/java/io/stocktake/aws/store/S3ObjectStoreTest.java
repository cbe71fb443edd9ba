package io.stocktake.aws.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.LabSession;
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
import io.stocktake.manifests.plan.Guard;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3ObjectStoreTest {
  private static final ObjectHeaders PLAIN = ObjectHeaders.named("plain.txt");
  private static final Guard NEW = Guard.absent();
  private static LabSession lab;
  private static ObjectStore store;

  @BeforeAll
  static void start() throws IOException {
    lab = LabSession.start();
    store = lab.session().store(LabSession.BUCKET);
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "dir/",
        "dir/x",
        "//",
        "a//b",
        "./x",
        "x/../y",
        "sp ace",
        "+",
        "%41",
        "ü",
        "\uD83D\uDE00",
        "q?x=1&y#z",
        "tab\tnl\n",
        "quote\"'<>&",
        "back\\slash",
        "~",
        "\u0001",
        "soap",
        "a:b=c,d;e@f$g"
      })
  void keepsAnyKey(String name) {
    ObjectKey key = new ObjectKey(name);
    lab.resetRequestCounts();

    WriteResult written = put(key, name, NEW).join();

    assertThat(lab.requestCounts()).containsExactly(Map.entry("PutObject", 1L));
    assertThat(written.etag()).isEqualTo(ETag.ofMd5(md5(name.getBytes(UTF_8))));
    assertThat(written.opaque()).isFalse();
    StoredObject stored = store.head(key).join().orElseThrow();
    assertThat(stored.etag()).isEqualTo(written.etag());
    assertThat(stored.size()).isEqualTo(name.getBytes(UTF_8).length);
    assertThat(store.delete(key, Guard.match(written.etag())).join()).isTrue();
    assertThat(store.head(key).join()).isEmpty();
  }

  @Test
  void guardsHoldOrRefuse() {
    ObjectKey key = new ObjectKey("guarded");
    ETag first = put(key, "1", NEW).join().etag();

    assertThat(failure(put(key, "2", NEW))).isEqualTo(Kind.REFUSED);
    assertThat(failure(put(key, "2", Guard.match(new ETag("0".repeat(32))))))
        .isEqualTo(Kind.REFUSED);
    ETag second = put(key, "2", Guard.match(first)).join().etag();
    assertThat(failure(store.delete(key, Guard.match(first)))).isEqualTo(Kind.REFUSED);
    assertThat(store.delete(key, Guard.match(second)).join()).isTrue();
    assertThat(store.delete(key, Guard.match(second)).join()).isFalse();
    assertThat(failure(put(key, "3", Guard.match(second)))).isEqualTo(Kind.REFUSED);
  }

  @Test
  void deletesManyEachUnderItsGuard() {
    List<ObjectKey> keys =
        Stream.of("many/a", "many/<&> \u00fc", "many/changed", "many/gone")
            .map(ObjectKey::new)
            .toList();
    List<DeleteRequest> doomed =
        keys.stream()
            .map(key -> new DeleteRequest(key, Guard.match(put(key, "1", NEW).join().etag())))
            .toList();
    put(keys.get(2), "2", doomed.get(2).guard()).join();
    store.delete(keys.get(3), doomed.get(3).guard()).join();

    List<CompletableFuture<Boolean>> answers = store.deleteAll(doomed).join();

    assertThat(answers.get(0).join()).isTrue();
    assertThat(answers.get(1).join()).isTrue();
    assertThat(failure(answers.get(2))).isEqualTo(Kind.REFUSED);
    assertThat(answers.get(3).join()).isFalse();
    assertThat(store.head(keys.get(0)).join()).isEmpty();
    assertThat(store.head(keys.get(1)).join()).isEmpty();
    assertThat(store.head(keys.get(2)).join()).isPresent();
  }

  @Test
  void writesInPartsUnderAGuard() {
    ObjectKey key = new ObjectKey("in parts");
    ByteBuffer first = ByteBuffer.allocate(5 << 20);
    ByteBuffer last = ByteBuffer.wrap("end".getBytes(UTF_8));

    String id = store.begin(key, PLAIN).join();
    ETag two = part(key, id, 2, last);
    ETag one = part(key, id, 1, first);
    WriteResult written = store.complete(key, id, List.of(one, two), NEW).join();

    assertThat(written.etag().parts()).isEqualTo(2);
    assertThat(store.head(key).join().orElseThrow().size()).isEqualTo((5 << 20) + 3);
    assertThat(store.complete(key, id, List.of(one, two), NEW).join())
        .as("a repeated Complete is answered as the first")
        .isEqualTo(written);
    store.abort(key, id).join();

    String other = store.begin(key, PLAIN).join();
    ETag again = part(key, other, 1, last);
    assertThat(failure(store.complete(key, other, List.of(again), NEW))).isEqualTo(Kind.REFUSED);
    store.abort(key, other).join();
    store.abort(key, other).join();
    assertThat(failure(store.complete(key, other, List.of(again), NEW)))
        .as("a Complete before it may have won: NoSuchUpload tells nothing")
        .isEqualTo(Kind.UNKNOWN);
  }

  @Test
  void aWrongDigestIsDenied() {
    ByteBuffer body = ByteBuffer.wrap("x".getBytes(UTF_8));
    ObjectKey key = new ObjectKey("damaged");

    assertThat(failure(store.put(key, body, new byte[16], PLAIN, NEW))).isEqualTo(Kind.DENIED);
    assertThat(store.head(key).join()).isEqualTo(Optional.empty());
  }

  @Test
  void aMissingBucketIsFatal() {
    ObjectStore missing = lab.session().store("not-there");
    ByteBuffer body = ByteBuffer.allocate(0);

    CompletableFuture<WriteResult> put =
        missing.put(new ObjectKey("a"), body, md5(new byte[0]), PLAIN, NEW);

    assertThat(failure(put)).isEqualTo(Kind.FATAL);
    assertThatThrownBy(put::get).hasMessageContaining("not-there does not exist");
    assertThatThrownBy(() -> lab.session().checkBucket("not-there"))
        .hasMessageContaining("bucket not-there does not exist");
  }

  @Test
  void aDeadEndpointIsToldPlainly() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port);
    try (AwsSession session = LabSession.open(nobody)) {
      assertThat(failure(session.store("images").head(new ObjectKey("a")))).isEqualTo(Kind.FAILED);
      assertThatThrownBy(() -> session.checkBucket("images"))
          .hasMessageContaining(nobody + " cannot be reached");
    }
  }

  @Test
  void wrongKeysAreFatal() throws IOException {
    String right = System.setProperty("aws.secretAccessKey", "wrong");
    try (AwsSession session = LabSession.open(lab.endpoint())) {
      assertThat(
              failure(
                  session
                      .store(LabSession.BUCKET)
                      .put(
                          new ObjectKey("a"),
                          ByteBuffer.allocate(0),
                          md5(new byte[0]),
                          PLAIN,
                          NEW)))
          .isEqualTo(Kind.FATAL);
    } finally {
      System.setProperty("aws.secretAccessKey", right);
    }
  }

  @Test
  void theBucketIsReached() throws IOException {
    lab.session().checkBucket(LabSession.BUCKET);
  }

  private static CompletableFuture<WriteResult> put(ObjectKey key, String text, Guard guard) {
    byte[] bytes = text.getBytes(UTF_8);
    return store.put(key, ByteBuffer.wrap(bytes), md5(bytes), PLAIN, guard);
  }

  private static ETag part(ObjectKey key, String id, int number, ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return store.part(key, id, number, body, md5(bytes)).join().etag();
  }

  private static byte[] md5(byte[] bytes) {
    return Digests.md5().digest(bytes);
  }

  private static Kind failure(CompletableFuture<?> future) {
    try {
      Object answer = future.get();
      throw new AssertionError("no failure but " + answer);
    } catch (ExecutionException e) {
      return ((StoreException) e.getCause()).kind();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
