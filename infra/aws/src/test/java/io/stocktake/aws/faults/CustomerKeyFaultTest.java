package io.stocktake.aws.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.LabSession;
import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.lab.proxy.FaultKind;
import io.stocktake.lab.proxy.FaultProxy;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.rules.PropertyRule;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Uploads under a customer's key over a line that does harm, while another writer has written to
 * some of the keys: whatever is said of a row is true, and the next run over a good line ends it.
 */
@Proof
class CustomerKeyFaultTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Where nothing stalls, no request may be given up because the machine is busy. */
  private static final Duration LONG = Duration.ofMinutes(2);

  private static final int SMALL = 60;
  private static final int LARGE = 4;
  private static final int MEDDLED = 6;
  private static final int IN_FLIGHT = 8;
  private static final List<Integer> PUT_OPEN = List.of(1, 8, 15, SMALL, SMALL + 1);
  private static final int MOST_RUNS = ProofShare.of(12);
  private static final String RULE = "sse-c=k";
  private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);
  private static final long SEED = new Random().nextLong();

  @TempDir private Path base;
  private final Map<String, byte[]> files = new HashMap<>();
  private final Map<String, byte[]> theirs = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private LabSession lab;
  private CustomerKeys keys;

  @BeforeEach
  void start() throws IOException {
    lab = LabSession.start();
    CustomerKey key = CustomerKey.read("k", Files.write(base.resolve("k"), KEY));
    keys = CustomerKeys.of(List.of(key), new PropertyRules(List.of(PropertyRule.parse(RULE))), "");
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STALL")
  void everyOutcomeIsTrueAndTheNextRunEndsIt(FaultKind mischief) throws IOException {
    Random random = new Random(SEED ^ mischief.name().hashCode());
    String told = mischief + ", seed " + SEED;
    PlanBundle plan = plan(random);
    try (FaultProxy proxy = FaultProxy.to(lab.endpoint(), random.nextLong())) {
      proxy.does(mischief, share(mischief));
      for (int i = 0; i < MOST_RUNS && PlanStatus.read(plan).left() + open(plan) > 0; i++) {
        applyAsFarAsItGoes(proxy.endpoint(), plan);
        check(plan, told);
      }
      assertThat(proxy.hits()).as(told).isPositive();
    }
    apply(lab.endpoint(), plan, LONG);
    check(plan, told);
    PlanStatus.read(
        plan,
        (row, outcome) -> {
          boolean done = !theirs.containsKey(row.key().value());
          assertThat(outcome.orElseThrow())
              .as("%s: %s", told, row.key())
              .isIn(done ? List.of(Outcome.DONE, Outcome.ALREADY_DONE) : List.of(Outcome.DRIFTED));
        });
  }

  @Test
  void whatAStoreLeftOpenIsNeverDone() throws IOException {
    PlanBundle plan = plan(new Random(SEED), IN_FLIGHT, 0, true);
    try (UnguardedStore unguarded = new UnguardedStore()) {
      int ended = 0;
      while (ended <= IN_FLIGHT && endsTheRun(() -> apply(unguarded.endpoint(), plan, LONG))) {
        ended++;
      }
      assertThat(ended).isBetween(1, IN_FLIGHT);
    }
    PlanStatus.read(
        plan, (row, outcome) -> assertThat(outcome).as("%s", row.key()).contains(Outcome.DRIFTED));
  }

  /** Each such run leaves a row open at least, which the next one looks at before it writes. */
  private static boolean endsTheRun(ThrowingCallable run) {
    Throwable thrown = catchThrowable(run);
    if (thrown != null) {
      assertThat(thrown).hasMessageContaining("ignores the customer key k");
    }
    return thrown != null;
  }

  /** Some end a run, and few requests can meet with others. */
  private static double share(FaultKind mischief) {
    return switch (mischief) {
      case EXPIRED -> 0.05;
      case ERROR_IN_OK -> 0.7;
      default -> 0.2;
    };
  }

  private static long open(PlanBundle plan) throws IOException {
    PlanStatus status = PlanStatus.read(plan);
    return status.outcomes().get(Outcome.UNKNOWN).rows()
        + status.outcomes().get(Outcome.FAILED).rows();
  }

  private void check(PlanBundle plan, String told) throws IOException {
    PlanStatus.read(
        plan,
        (row, outcome) ->
            assertThat(isTrue(row.key().value(), outcome))
                .as("%s: %s is %s", told, row.key(), outcome)
                .isTrue());
  }

  private boolean isTrue(String name, Optional<Outcome> outcome) {
    if (theirs.containsKey(name)) {
      boolean untouched = Arrays.equals(content(name), theirs.get(name));
      return untouched
          && !outcome.equals(Optional.of(Outcome.DONE))
          && !outcome.equals(Optional.of(Outcome.ALREADY_DONE));
    }
    boolean done = outcome.filter(o -> o == Outcome.DONE || o == Outcome.ALREADY_DONE).isPresent();
    return done
        ? Arrays.equals(content(name), files.get(name))
        : !outcome.equals(Optional.of(Outcome.DRIFTED));
  }

  /** What opens with the key, or what another writer left open, by the AWS SDK alone. */
  private byte[] content(String name) {
    if (open.contains(name)) {
      return lab.plain().getObjectAsBytes(b -> b.bucket(LabSession.BUCKET).key(name)).asByteArray();
    }
    return lab.plain()
        .getObjectAsBytes(
            b ->
                b.bucket(LabSession.BUCKET)
                    .key(name)
                    .sseCustomerAlgorithm("AES256")
                    .sseCustomerKey(Base64.getEncoder().encodeToString(KEY))
                    .sseCustomerKeyMD5(
                        Base64.getEncoder().encodeToString(Digests.md5().digest(KEY))))
        .asByteArray();
  }

  private void put(String name, byte[] content) {
    lab.plain()
        .putObject(
            b ->
                b.bucket(LabSession.BUCKET)
                    .key(name)
                    .sseCustomerAlgorithm("AES256")
                    .sseCustomerKey(Base64.getEncoder().encodeToString(KEY))
                    .sseCustomerKeyMD5(
                        Base64.getEncoder().encodeToString(Digests.md5().digest(KEY))),
            RequestBody.fromBytes(content));
  }

  private void applyAsFarAsItGoes(URI endpoint, PlanBundle plan) throws IOException {
    try {
      apply(endpoint, plan, PATIENCE);
    } catch (StocktakeException e) {
      assertThat(e.kind()).as("%s", e.getMessage()).isEqualTo(StocktakeException.Kind.ENVIRONMENT);
    }
  }

  private void apply(URI endpoint, PlanBundle plan, Duration patience) throws IOException {
    DirectOptions options =
        new DirectOptions(
            new DirectOptions.InFlight(IN_FLIGHT, 64 << 20),
            new DirectOptions.Multipart(
                6 << 20, 5 << 20, DirectOptions.Multipart.DEFAULT.copyLimit()),
            DirectOptions.FailurePolicy.DEFAULT,
            Optional.empty(),
            true);
    try (AwsSession session = LabSession.open(endpoint, patience)) {
      new PlanExecutor(
              plan,
              session.store(LabSession.BUCKET, keys),
              Optional.empty(),
              options,
              RequestThrottle.free(IN_FLIGHT),
              Clock.systemUTC())
          .run();
    }
  }

  /**
   * Some keys are free, some hold an object under the key; of each, another writer meddles, and
   * puts the very same bytes without a key.
   */
  private PlanBundle plan(Random random) throws IOException {
    PlanBundle plan = plan(random, SMALL, LARGE, false);
    meddle();
    return plan;
  }

  private PlanBundle plan(Random random, int small, int large, boolean fresh) throws IOException {
    try (PlanWriter writer = PlanWriter.create(base.resolve("plan"), true)) {
      for (int i = 0; i < small + large; i++) {
        String name = String.format("%04d", i);
        byte[] content = new byte[i < small ? 1 + random.nextInt(3000) : 11 << 20];
        random.nextBytes(content);
        writer.row(row(name, content, fresh || i % 2 == 0));
      }
      writer.seal(
          Plan.draft(
              "2026-11-01T00:00:00Z",
              "test",
              new Plan.Source(base.resolve("source").toString(), Plan.Coverage.COMPLETE),
              new Plan.Destination(LabSession.BUCKET, ""),
              new Plan.Inventory("live", "2026-11-01T00:00:00Z", "0".repeat(32), 0, 0, true),
              Map.of(Plan.PROPERTIES, RULE),
              new Plan.Compared(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
              List.of()));
    }
    return PlanBundle.open(base.resolve("plan"));
  }

  private void meddle() {
    for (int i = 0; i < MEDDLED; i++) {
      String name = String.format("%04d", i * 7);
      byte[] other = files.get(name).clone();
      other[0] ^= 1;
      put(name, other);
      theirs.put(name, other);
    }
    for (int i : PUT_OPEN) {
      String name = String.format("%04d", i);
      lab.put(name, files.get(name));
      theirs.put(name, files.get(name));
      open.add(name);
    }
  }

  private PlanRow row(String name, byte[] content, boolean fresh) throws IOException {
    Path file = base.resolve("source").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    files.put(name, content);
    Guard guard = Guard.absent();
    if (!fresh) {
      put(name, new byte[3]);
      guard = Guard.match(head(name).etag());
    }
    return new PlanRow(
        Action.UPLOAD,
        fresh ? Reason.NEW : Reason.SIZE,
        new ObjectKey(name),
        name,
        content.length,
        Optional.of(Files.getLastModifiedTime(file).toInstant()),
        Optional.empty(),
        guard,
        Optional.empty());
  }

  private StoredObject head(String name) throws StocktakeException {
    return lab.session()
        .store(LabSession.BUCKET, keys)
        .head(new ObjectKey(name))
        .join()
        .orElseThrow();
  }
}
