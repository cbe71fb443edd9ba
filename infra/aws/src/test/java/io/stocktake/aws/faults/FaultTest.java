package io.stocktake.aws.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.LabSession;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.lab.proxy.FaultKind;
import io.stocktake.lab.proxy.FaultProxy;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests for every action over a line that does one sort of harm, ten thousand of them under
 * -Pproof, while another writer has changed some of the objects: whatever is said of a row is true
 * of the bucket, and the next run over a good line ends it.
 */
@Proof
class FaultTest {
  private static final int REQUESTS = ProofShare.of(10_000);
  private static final int SCALE = ProofShare.of(100);
  private static final int MEDDLED = Math.min(20, SCALE / 2);
  private static final int IN_FLIGHT = 24;
  private static final int MOST_RUNS = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Where nothing stalls, no request may be given up because the machine is busy. */
  private static final Duration LONG = Duration.ofMinutes(2);

  private static final Optional<Outcome> DONE = Optional.of(Outcome.DONE);

  private static final long SEED = new Random().nextLong();

  @TempDir private static Path made;
  private static MixedPlan mixed;

  @TempDir private Path base;

  @BeforeAll
  static void make() throws IOException {
    mixed = new MixedPlan(made, new Random(SEED), SCALE);
    mixed.writes();
    mixed.deletes();
    mixed.meddle(MEDDLED);
  }

  @ParameterizedTest
  @EnumSource(FaultKind.class)
  void everyOutcomeIsTrueAndTheNextRunEndsIt(FaultKind mischief) throws IOException {
    Random random = new Random(SEED ^ mischief.name().hashCode());
    double share = share(mischief, random);
    String told = mischief + ", share " + share + ", seed " + SEED;
    mixed.copyTo(base);
    PlanBundle writes = PlanBundle.open(base.resolve("writes"));
    PlanBundle deletes = PlanBundle.open(base.resolve("deletes"));

    long hits = applyOver(mischief, share, random.nextLong(), writes, deletes);
    System.out.println("FaultTest: " + told + ", " + hits + " hits");
    assertThat(hits).as(told).isPositive();
    try (Store store = MixedPlan.open(base)) {
      check(store.bucket(LabSession.BUCKET), writes, told);
      check(store.bucket(LabSession.BUCKET), deletes, told);
    }

    try (Lab lab = Lab.start(LabOptions.in(base.resolve("lab")))) {
      apply(lab.endpoint(), writes, LONG);
      apply(lab.endpoint(), deletes, LONG);
    }
    try (Store store = MixedPlan.open(base)) {
      checkEnd(store.bucket(LabSession.BUCKET), writes, told);
      checkEnd(store.bucket(LabSession.BUCKET), deletes, told);
    }
  }

  /** A run that loses its identity ends, and what waits takes a second; else as it comes. */
  private static double share(FaultKind mischief, Random random) {
    return switch (mischief) {
      case EXPIRED -> 5.0 / REQUESTS;
      case CLOCK_SKEW, STALL -> 0.005 + 0.005 * random.nextDouble();
      case ERROR_IN_OK -> 0.1 + 0.3 * random.nextDouble();
      default -> 0.01 + 0.1 * random.nextDouble();
    };
  }

  private long applyOver(
      FaultKind mischief, double share, long seed, PlanBundle writes, PlanBundle deletes)
      throws IOException {
    try (Lab lab = Lab.start(LabOptions.in(base.resolve("lab")).withThreads(64));
        FaultProxy proxy = FaultProxy.to(lab.endpoint(), seed)) {
      System.setProperty("aws.accessKeyId", lab.accessKey());
      System.setProperty("aws.secretAccessKey", lab.secretKey());
      proxy.stallsFor(PATIENCE.multipliedBy(3));
      proxy.does(mischief, share);
      long failed = 0;
      for (int i = 0; i < MOST_RUNS && proxy.requests() < REQUESTS; i++) {
        failed += applyAsFarAsItGoes(proxy.endpoint(), writes);
        if (mischief == FaultKind.WRONG_ETAG) {
          checkNotDone(writes, proxy.hitPaths());
        }
        applyAsFarAsItGoes(proxy.endpoint(), deletes);
      }
      assertThat(mischief != FaultKind.WRONG_ETAG || failed > 0).as("rows failed").isTrue();
      assertThat(proxy.requests()).isGreaterThanOrEqualTo(REQUESTS);
      return proxy.hits();
    }
  }

  /** How many rows failed in it. */
  private static long applyAsFarAsItGoes(URI endpoint, PlanBundle plan) throws IOException {
    try {
      return apply(endpoint, plan, PATIENCE).rows(Outcome.FAILED);
    } catch (StocktakeException e) {
      assertThat(e.kind()).as("%s", e.getMessage()).isEqualTo(StocktakeException.Kind.ENVIRONMENT);
      return 0;
    }
  }

  /** A row whose write was answered with the digest of other bytes is not done by that answer. */
  private static void checkNotDone(PlanBundle plan, Set<String> paths) throws IOException {
    PlanStatus.read(
        plan,
        (row, outcome) -> {
          if (paths.contains("/" + LabSession.BUCKET + "/" + row.key().value())) {
            assertThat(outcome).as("%s of %s", row.action(), row.key()).isNotEqualTo(DONE);
          }
        });
  }

  private static RunReport apply(URI endpoint, PlanBundle plan, Duration patience)
      throws IOException {
    DirectOptions options =
        new DirectOptions(
            new DirectOptions.InFlight(IN_FLIGHT, 64 << 20),
            new DirectOptions.Multipart(8 << 20, MixedPlan.PART, MixedPlan.PART),
            DirectOptions.FailurePolicy.DEFAULT,
            Optional.empty(),
            true);
    try (AwsSession session = LabSession.open(endpoint, patience)) {
      return new PlanExecutor(
              plan,
              session.store(LabSession.BUCKET),
              Optional.empty(),
              options,
              RequestThrottle.free(IN_FLIGHT),
              Clock.systemUTC())
          .run();
    }
  }

  private static void check(Bucket bucket, PlanBundle plan, String told) throws IOException {
    PlanStatus.read(
        plan,
        (row, outcome) ->
            assertThat(isTrue(bucket, row, outcome))
                .as("%s: %s of %s is %s", told, row.action(), row.key(), outcome)
                .isTrue());
  }

  private static boolean isTrue(Bucket bucket, PlanRow row, Optional<Outcome> outcome) {
    boolean done = outcome.equals(DONE) || outcome.equals(Optional.of(Outcome.ALREADY_DONE));
    if (done) {
      return mixed.isAsWanted(bucket, row);
    }
    boolean drifted = outcome.equals(Optional.of(Outcome.DRIFTED));
    boolean untouched = mixed.isUntouched(bucket, row);
    return mixed.isTheirs(row)
        ? untouched
        : !drifted && (untouched || mixed.isAsWanted(bucket, row));
  }

  private static void checkEnd(Bucket bucket, PlanBundle plan, String told) throws IOException {
    check(bucket, plan, told);
    PlanStatus.read(
        plan,
        (row, outcome) ->
            assertThat(outcome.orElseThrow())
                .as("%s: %s of %s", told, row.action(), row.key())
                .matches(
                    o ->
                        mixed.isTheirs(row)
                            ? o == Outcome.DRIFTED
                            : o == Outcome.DONE || o == Outcome.ALREADY_DONE));
  }
}
