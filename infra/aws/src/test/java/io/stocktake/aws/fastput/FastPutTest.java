package io.stocktake.aws.fastput;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.LabSession;
import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.lab.fault.Fault;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Guard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FastPutTest {
  private static LabSession lab;

  @BeforeAll
  static void start() throws IOException {
    lab = LabSession.start();
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
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void fewConnectionsServeManyPuts() throws IOException {
    try (AwsSession narrow = open(2)) {
      List<CompletableFuture<WriteResult>> puts = new ArrayList<>();
      lab.resetRequestCounts();
      for (int i = 0; i < 500; i++) {
        ObjectStore store = narrow.store(LabSession.BUCKET);
        puts.add(put(store, "narrow/" + i, "content " + i));
      }
      puts.forEach(CompletableFuture::join);
      assertThat(lab.requestCounts()).containsEntry("PutObject", 500L);
    }
  }

  @Test
  void whatFailsOnceGoesByTheClient() throws IOException {
    for (Fault.Kind kind :
        List.of(Fault.Kind.SLOW_DOWN, Fault.Kind.INTERNAL_ERROR, Fault.Kind.LOST_REQUEST)) {
      lab.fail("PutObject", kind);
      try (AwsSession session = open(4)) {
        put(session.store(LabSession.BUCKET), "once/" + kind, "content").join();
      }
      assertThat(lab.plain().getObjectAsBytes(b -> b.bucket(LabSession.BUCKET).key("once/" + kind)))
          .extracting(answer -> answer.asString(UTF_8))
          .isEqualTo("content");
    }
  }

  @Test
  void whereItNeverLeadsAnywhereItRests() throws IOException {
    try (AwsSession session = open(4)) {
      ObjectStore store = session.store(LabSession.BUCKET);
      for (int i = 0; i < 8; i++) {
        lab.fail("PutObject", Fault.Kind.SLOW_DOWN);
        put(store, "rest/" + i, "content").join();
      }
      lab.fail("PutObject", Fault.Kind.SLOW_DOWN, Fault.Kind.SLOW_DOWN, Fault.Kind.SLOW_DOWN);
      // Three attempts are the client's own; with the short way there would be a fourth.
      assertThatThrownBy(() -> put(store, "rest/all", "content").join())
          .hasMessageContaining("503");
    }
  }

  private static AwsSession open(int connections) throws IOException {
    return AwsSession.open(
        AwsSettings.none().withRegion("us-east-1").withEndpoint(lab.endpoint()),
        connections,
        RequestThrottle.free(64));
  }

  private static CompletableFuture<WriteResult> put(ObjectStore store, String key, String content) {
    byte[] body = content.getBytes(UTF_8);
    return store.put(
        new ObjectKey(key),
        ByteBuffer.wrap(body),
        Digests.md5().digest(body),
        ObjectHeaders.named(key),
        Guard.absent());
  }
}
