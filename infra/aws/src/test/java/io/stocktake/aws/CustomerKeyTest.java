package io.stocktake.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Crc64Nvme;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.Properties;
import io.stocktake.manifests.rules.PropertyRule;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.manifests.testing.StubServer;
import io.stocktake.manifests.testing.StubServer.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects under customer keys as the executor sees them: what is asked with which key. */
class CustomerKeyTest {
  private static final Guard NEW = Guard.absent();
  private static final PropertyRules RULES =
      new PropertyRules(
          List.of(PropertyRule.parse("one/ sse-c=one"), PropertyRule.parse("two/ sse-c=two")));

  @TempDir private static Path temp;
  private static LabSession lab;
  private static List<CustomerKey> both;
  private static ObjectStore store;

  @BeforeAll
  static void start() throws IOException {
    lab = LabSession.start();
    both = List.of(key("one"), key("two"));
    store = lab.session().store(LabSession.BUCKET, CustomerKeys.of(both, RULES, ""));
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  private static CustomerKey key(String name) throws IOException {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) name.charAt(0));
    return CustomerKey.read(name, Files.write(temp.resolve(name), bytes));
  }

  private static Properties rule(String name) {
    return RULES.of(name);
  }

  private static WriteResult put(ObjectStore to, String name, String content) {
    byte[] bytes = content.getBytes(UTF_8);
    return to.put(
            new ObjectKey(name),
            ByteBuffer.wrap(bytes),
            Digests.md5().digest(bytes),
            ObjectHeaders.of(name, bytes, rule(name), TagSet.EMPTY),
            NEW)
        .join();
  }

  private static StoreException failure(CompletableFuture<?> answer) {
    try {
      answer.join();
    } catch (CompletionException e) {
      return (StoreException) e.getCause();
    }
    throw new AssertionError("it did not fail");
  }

  private static CopySource source(String name, ETag etag) {
    return new CopySource(LabSession.BUCKET, new ObjectKey(name), etag, Optional.empty());
  }

  private static WriteResult copy(String from, ETag etag, String to) {
    return store
        .copy(new ObjectKey(to), source(from, etag), CopyHeaders.over(rule(to)), TagSet.EMPTY, NEW)
        .join();
  }

  @Test
  void aLookTellsTheChecksumOfWhatTheKeyOpens() {
    WriteResult written = put(store, "one/a", "hello");
    assertThat(written.opaque()).isTrue();
    StoredObject found = store.head(new ObjectKey("one/a")).join().orElseThrow();
    assertThat(found.opaque()).isTrue();
    assertThat(found.etag()).isEqualTo(written.etag());
    Crc64Nvme crc = new Crc64Nvme();
    crc.update("hello".getBytes(UTF_8));
    assertThat(found.crc64nvme()).contains(crc.base64());
    assertThat(found.lacksKey()).isFalse();
    assertThat(store.head(new ObjectKey("one/none")).join()).isEmpty();
  }

  @Test
  void aLookFindsWhatLiesOpenThoughARuleGivesAKey() {
    lab.put("one/open", "hello".getBytes(UTF_8));
    StoredObject found = store.head(new ObjectKey("one/open")).join().orElseThrow();
    assertThat(found.opaque()).isFalse();
    assertThat(found.lacksKey()).isTrue();
    assertThat(found.size()).isEqualTo(5);
  }

  @Test
  void aLookThatNoKeyOpensKnowsNothing() throws IOException {
    CustomerKeys swapped =
        CustomerKeys.of(both, new PropertyRules(List.of(PropertyRule.parse("two/ sse-c=one"))), "");
    put(store, "two/closed", "hello");
    ObjectKey closed = new ObjectKey("two/closed");
    StoreException other = failure(lab.session().store(LabSession.BUCKET, swapped).head(closed));
    assertThat(other.kind()).isEqualTo(Kind.DENIED);
    assertThat(other).hasMessageContaining("neither with the customer key one nor without");
    StoreException none = failure(lab.session().store(LabSession.BUCKET).head(closed));
    assertThat(none.kind()).isEqualTo(Kind.DENIED);
    assertThat(none).hasMessageContaining("SSE-C");
  }

  @Test
  void copiesAreOpenedByTheKeyOfTheirSourceAndClosedByTheirOwn() {
    ETag one = put(store, "one/source", "hello").etag();
    ETag open = put(store, "open/source", "hello").etag();
    assertThat(copy("one/source", one, "two/copy").opaque()).isTrue();
    assertThat(copy("one/source", one, "open/copy").opaque()).isFalse();
    assertThat(copy("open/source", open, "one/copy").opaque()).isTrue();
    for (String made : List.of("two/copy", "open/copy", "one/copy")) {
      assertThat(store.head(new ObjectKey(made)).join().orElseThrow().size()).isEqualTo(5);
    }
    assertThat(store.head(source("one/source", one)).join()).isPresent();
  }

  @Test
  void aSourceWhoseKeyIsNotKnownIsNotCopied() throws IOException {
    CustomerKeys twoAlone =
        CustomerKeys.of(both, new PropertyRules(List.of(PropertyRule.parse("two/ sse-c=two"))), "");
    ETag one = put(store, "one/unknown", "hello").etag();
    StoreException refused =
        failure(
            lab.session()
                .store(LabSession.BUCKET, twoAlone)
                .copy(
                    new ObjectKey("two/unknown"),
                    source("one/unknown", one),
                    CopyHeaders.over(rule("two/unknown")),
                    TagSet.EMPTY,
                    NEW));
    assertThat(refused.kind()).isEqualTo(Kind.DENIED);
    assertThat(refused).hasMessageContaining("stored using a form of Server Side Encryption");
    assertThat(store.head(new ObjectKey("two/unknown")).join()).isEmpty();
  }

  @Test
  void partsAreSentAndCopiedUnderTheKeyOfTheirUpload() {
    byte[] large = new byte[6 << 20];
    ObjectKey key = new ObjectKey("one/parts");
    ETag source = put(store, "two/source", "x".repeat(6 << 20)).etag();
    String id =
        store.begin(key, ObjectHeaders.of("parts", large, rule("one/parts"), TagSet.EMPTY)).join();
    WriteResult sent =
        store.part(key, id, 1, ByteBuffer.wrap(large), Digests.md5().digest(large)).join();
    WriteResult copied =
        store.copyPart(key, id, 2, source("two/source", source), 0, 5 << 20).join();
    assertThat(sent.opaque()).isTrue();
    assertThat(copied.opaque()).isTrue();
    WriteResult made = store.complete(key, id, List.of(sent.etag(), copied.etag()), NEW).join();
    assertThat(made.opaque()).isTrue();
    assertThat(store.head(key).join().orElseThrow().size()).isEqualTo(11 << 20);
  }

  @Test
  void propertiesOfWhatIsUnderAKeyAreChangedUnderIt() {
    ETag first = put(store, "one/p", "hello").etag();
    PropertyRules more =
        new PropertyRules(List.of(PropertyRule.parse("sse-c=one cache-control=no-store")));
    Optional<WriteResult> written =
        store
            .setProperties(
                new ObjectKey("one/p"), more.of("one/p"), TagSet.EMPTY, Guard.match(first))
            .join();
    assertThat(written.orElseThrow().opaque()).isTrue();
    ETag second = written.get().etag();
    assertThat(store.head(new ObjectKey("one/p")).join().orElseThrow().etag()).isEqualTo(second);
    assertThat(
            store
                .setProperties(
                    new ObjectKey("one/p"), more.of("one/p"), TagSet.EMPTY, Guard.match(second))
                .join())
        .as("it has them")
        .isEmpty();
  }

  @Test
  void aStoreThatWasNotGivenTheKeyWritesNothing() {
    ObjectStore without = lab.session().store(LabSession.BUCKET);
    assertThatThrownBy(() -> put(without, "one/without", "hello"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the customer key one was not given");
    assertThat(without.head(new ObjectKey("one/without")).join()).isEmpty();
  }

  @Test
  void aStoreThatTakesNoNoticeOfAKeyGetsNothingMore() throws IOException {
    try (StubServer other = alwaysAnswering(200);
        AwsSession session = LabSession.open(other.url())) {
      ObjectStore heedless = session.store("b", CustomerKeys.of(both, RULES, ""));
      assertThatThrownBy(() -> put(heedless, "one/a", "hello"))
          .hasCauseInstanceOf(StoreException.class)
          .hasMessageContaining("ignores the customer key one");
      ObjectHeaders headers = ObjectHeaders.of("one/a", new byte[0], rule("one/a"), TagSet.EMPTY);
      assertThat(failure(heedless.begin(new ObjectKey("one/a"), headers)).kind())
          .isEqualTo(Kind.FATAL);
    }
  }

  @Test
  void aRefusalThatNamesTheRightRegionIsNoneBecauseOfIt() throws IOException {
    try (StubServer other = alwaysAnswering(400);
        AwsSession session = LabSession.open(other.url())) {
      ObjectStore closed = session.store("b", CustomerKeys.of(both, RULES, ""));
      StoreException looked = failure(closed.head(new ObjectKey("one/a")));
      assertThat(looked.kind()).isEqualTo(Kind.DENIED);
    }
  }

  /** A store that knows nothing of keys and gives one answer to everything. */
  private static StubServer alwaysAnswering(int status) throws IOException {
    Map<String, String> headers =
        Map.of("ETag", "\"" + "0".repeat(32) + "\"", "x-amz-bucket-region", "us-east-1");
    return new StubServer(request -> new Answer(status, headers, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://192.0.2.1:9000", "http://store.example", "http://127.0.0.1.example"})
  void noKeyGoesOverAnOpenLine(String endpoint) throws IOException {
    try (AwsSession session = LabSession.open(URI.create(endpoint))) {
      CustomerKeys keys = CustomerKeys.of(both, RULES, "");
      assertThatThrownBy(() -> session.store("b", keys))
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("HTTPS");
      assertThatThrownBy(() -> session.objects("b", both)).hasMessageContaining("HTTPS");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://store.example",
        "http://localhost:9000",
        "http://127.8.0.1:9000",
        "http://[::1]:9"
      })
  void aKeyGoesOverHttpsAndToThisMachine(String endpoint) throws IOException {
    try (AwsSession session = LabSession.open(URI.create(endpoint))) {
      assertThat(session.store("b", CustomerKeys.of(both, RULES, ""))).isNotNull();
    }
  }

  @Test
  void aKeyShowsItsNameAlone() {
    assertThat(both.get(0)).hasToString("customer key one");
  }
}
