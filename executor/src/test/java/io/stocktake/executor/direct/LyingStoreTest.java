package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static io.stocktake.executor.testing.TestPlan.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.FaultyStore.Op;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.PropertyRule;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that answers a write with the digest of other bytes. */
class LyingStoreTest {
  private static final int LARGE = 9 << 20;
  private static final String RULE = "set meta.origin=tree";
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

  @Test
  void aCopyWhoseAnswerLiesIsBelievedForWhatTheKeyHolds() throws IOException {
    ETag source = store.seed("source", bytes(10, 1));
    PlanBundle plan =
        new TestPlan(base).copy("copy", "source", source, 10, Guard.absent(), TagSet.EMPTY).seal();

    assertThat(run(plan, lying("copy")).rows(Outcome.ALREADY_DONE)).isEqualTo(1);
    assertThat(store.get("copy")).hasValue(bytes(10, 1));
  }

  @Test
  void aCopyThatNothingProvesIsNotDone() throws IOException {
    ETag orphan = store.seed("orphan", bytes(3, 1));
    ETag source = store.seedInParts("source", bytes(10, 1));
    PlanBundle plan =
        new TestPlan(base)
            .copy("copy", "source", source, 10, Guard.absent(), TagSet.EMPTY)
            .delete("orphan", orphan)
            .seal();

    assertThat(run(plan, lying("copy")).rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(store.get("orphan")).isPresent();
  }

  @Test
  void aChangeOfPropertiesWhoseAnswerLiesIsAskedForAgain() throws IOException {
    PlanBundle plan = properties(store.seed("set", bytes(3, 1)));

    assertThat(run(plan, lying("setProperties")).rows(Outcome.ALREADY_DONE)).isEqualTo(1);
    assertThat(store.writes("set")).isEqualTo(1);
    assertThat(store.headers("set").orElseThrow().properties())
        .isEqualTo(PropertyRule.parse(RULE).properties());
  }

  @Test
  void anObjectInPartsMayGetAnotherETagWithItsProperties() throws IOException {
    PlanBundle plan = properties(store.seedInParts("set", bytes(3, 1)));

    assertThat(run(plan, store).rows(Outcome.DONE)).isEqualTo(1);
    assertThat(store.writes("set")).isEqualTo(1);
  }

  @Test
  void whatOthersWroteOverItBeforeItWasLookedAtIsDrift() throws IOException {
    PlanBundle plan = properties(store.seedInParts("set", bytes(3, 1)));
    FaultyStore meddled =
        new FaultyStore(
            store,
            (op, key) -> {
              if (op == Op.HEAD) {
                store.seed("set", bytes(3, 2));
              }
              return Fault.NONE;
            });

    assertThat(run(plan, meddled).rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(store.get("set")).hasValue(bytes(3, 2));
  }

  private PlanBundle properties(ETag seen) throws IOException {
    return new TestPlan(base)
        .option(Plan.PROPERTIES, RULE)
        .tag(Action.SET_PROPERTIES, "set", seen, Optional.empty(), TagSet.EMPTY)
        .seal();
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

  private static Object another(Object answer) {
    if (answer instanceof Optional<?> maybe) {
      return maybe.map(LyingStoreTest::another);
    }
    WriteResult written = (WriteResult) answer;
    return new WriteResult(ANOTHER, written.versionId(), written.opaque());
  }
}
