package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static io.stocktake.executor.testing.TestPlan.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.Written;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.PlanBundle;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that answers a write with the digest of other bytes. */
class LyingStoreTest {
  private static final int LARGE = 9 << 20;
  private static final ETag ANOTHER = ETag.ofMd5(new byte[16]);

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();

  @ParameterizedTest
  @ValueSource(strings = {"put", "part", "complete"})
  void anotherDigestIsAFailureAndHoldsDeletesBack(String request) throws IOException {
    ETag orphan = store.seed("orphan", bytes(3, 1));
    PlanBundle plan =
        new TestPlan(base)
            .create("file", request.equals("put") ? bytes(3, 2) : bytes(LARGE, 2))
            .delete("orphan", orphan)
            .seal();

    RunReport report = run(plan, lying(request));

    assertThat(report.rows(Outcome.FAILED)).isEqualTo(1);
    assertThat(report.rows(Outcome.SKIPPED)).isEqualTo(1);
    assertThat(store.get("orphan")).isPresent();
  }

  private ObjectStore lying(String request) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) -> {
              try {
                Object answer = method.invoke(store, arguments);
                return method.getName().equals(request)
                    ? ((CompletableFuture<?>) answer).thenApply(LyingStoreTest::another)
                    : answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Written another(Object answer) {
    Written written = (Written) answer;
    return new Written(ANOTHER, written.versionId(), written.opaque());
  }
}
