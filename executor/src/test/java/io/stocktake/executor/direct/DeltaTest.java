package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.executor;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.journal.status.OpaqueETagLedger;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.testing.DirectOptionsFixture;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.FaultyStore.Op;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.batch.ContentChecksum;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of 40 MiB, sent once, changes; what is sent of it the second time. */
class DeltaTest {
  private static final int MIB = 1 << 20;
  private static final int SIZE = 40 * MIB;

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();
  private final byte[] old = bytes(SIZE, 1);
  private DirectOptions options;
  private int plans;

  @BeforeEach
  void begin() throws IOException {
    options = DirectOptionsFixture.signatures(base.resolve("signatures"));
    RunReport first = run(planOf(old), store);
    assertThat(first.bytesSent()).isEqualTo(SIZE);
    assertThat(first.bytesSaved()).isZero();
  }

  @Test
  void aRangeChangedInPlaceIsSentWithItsParts() throws IOException {
    byte[] changed = old.clone();
    Arrays.fill(changed, 12 * MIB, 13 * MIB, (byte) 7);

    RunReport report = run(planOf(changed), store);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(1);
    assertThat(report.bytesSent()).isEqualTo(5 * MIB);
    assertThat(report.bytesSaved()).isEqualTo(SIZE - 5 * MIB);
    assertThat(store.get("large")).hasValue(changed);
    assertThat(store.etag("large").orElseThrow().parts()).isEqualTo(8);
  }

  @Test
  void anObjectThatAnotherWriterChangedIsKept() throws IOException {
    byte[] changed = old.clone();
    changed[12 * MIB]++;
    PlanBundle plan = planOf(changed);
    store.seed("large", bytes(SIZE, 9));

    assertThat(run(plan, store).rows(Outcome.DRIFTED)).isEqualTo(1);

    assertThat(store.get("large")).hasValue(bytes(SIZE, 9));
    assertThat(store.openUploads()).isZero();
  }

  @Test
  void whatIsInsertedAtTheFrontIsSentAlone() throws IOException {
    byte[] changed = joined(bytes(MIB, 2), old);

    PlanBundle plan = planOf(changed);
    RunReport report = run(plan, store);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(1);
    assertThat(report.bytesSent()).isLessThanOrEqualTo(5 * MIB + 65536);
    assertThat(store.get("large")).hasValue(changed);
    List<ContentChecksum> known = new ArrayList<>();
    OpaqueETagLedger.read(plan, plan.plan().destination().bucket(), known::add);
    assertThat(known).hasSize(1);
    assertThat(known.get(0).etag()).isEqualTo(store.etag("large").orElseThrow());
    assertThat(known.get(0).md5()).isEqualTo(ETag.ofMd5(Digests.md5().digest(changed)));
  }

  @Test
  void oneChangeAfterTheOtherStaysSmall() throws IOException {
    byte[] once = joined(bytes(MIB, 2), old);
    run(planOf(once), store);
    byte[] twice = joined(once, bytes(MIB, 3));

    RunReport report = run(planOf(twice), store);

    assertThat(report.bytesSent()).isLessThanOrEqualTo(6 * MIB);
    assertThat(store.get("large")).hasValue(twice);
  }

  @Proof
  @Test
  void whateverChangesTheObjectGetsTheFilesBytes() throws IOException {
    long seed = 20261123;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] content = old;
    for (int round = 0; round < ProofShare.of(12); round++) {
      content = edited(content, random);
      RunReport report = run(planOf(content), store);
      assertThat(report.rows(Outcome.DONE)).as("round %d", round).isEqualTo(1);
      assertThat(store.get("large")).as("round %d", round).hasValue(content);
      assertThat(report.bytesSent() + report.bytesSaved()).isEqualTo(content.length);
    }
  }

  @Test
  void anotherContentAltogetherIsSentWhole() throws IOException {
    byte[] changed = bytes(SIZE, 9);

    RunReport report = run(planOf(changed), store);

    assertThat(report.bytesSent()).isEqualTo(SIZE);
    assertThat(store.get("large")).hasValue(changed);
  }

  @Test
  void anObjectThatSomebodyReplacedIsLeftAlone() throws IOException {
    byte[] changed = joined(bytes(MIB, 2), old);
    PlanBundle plan = planOf(changed);
    store.seed("large", bytes(SIZE, 5));

    assertThat(run(plan, store).rows(Outcome.DRIFTED) + run(plan, store).rows(Outcome.DRIFTED))
        .isPositive();
    assertThat(store.get("large")).hasValue(bytes(SIZE, 5));
  }

  @Test
  void aDamagedSignatureIsNone() throws IOException {
    try (Stream<Path> files = Files.walk(base.resolve("signatures"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }
    byte[] changed = joined(old, bytes(MIB, 2));

    assertThat(run(planOf(changed), store).bytesSent()).isEqualTo(changed.length);
    assertThat(store.get("large")).hasValue(changed);
  }

  @Test
  void aLineThatBreaksIsGoneOnWith() throws IOException {
    byte[] changed = joined(bytes(MIB, 2), old, bytes(MIB, 3), old);
    PlanBundle plan = planOf(changed);
    AtomicInteger requests = new AtomicInteger();
    FaultyStore bad =
        new FaultyStore(
            store,
            (op, key) ->
                (op == Op.PART || op == Op.COPY_PART) && requests.incrementAndGet() > 1
                    ? Fault.FAILED
                    : Fault.NONE);
    RunReport first = run(plan, bad);
    assertThat(first.rows(Outcome.FAILED)).isEqualTo(1);

    assertThat(run(plan, store).rows(Outcome.DONE)).isEqualTo(1);
    assertThat(store.get("large")).hasValue(changed);
    assertThat(store.openUploads()).isZero();
  }

  @Test
  void aLostAnswerOfOddPartsIsRecognised() throws IOException {
    byte[] changed = joined(bytes(MIB, 2), old);
    PlanBundle plan = planOf(changed);
    FaultyStore bad =
        new FaultyStore(
            store,
            (op, key) ->
                op == Op.COMPLETE ? Fault.LOST_ANSWER : op == Op.HEAD ? Fault.FAILED : Fault.NONE);
    assertThat(run(plan, bad).rows(Outcome.UNKNOWN)).isEqualTo(1);

    assertThat(run(plan, store).rows(Outcome.ALREADY_DONE)).isEqualTo(1);
    assertThat(store.writes("large")).isEqualTo(2);
  }

  private RunReport run(PlanBundle plan, ObjectStore through) throws IOException {
    return executor(plan, through, options).run();
  }

  private PlanBundle planOf(byte[] content) throws IOException {
    TestPlan builder = new TestPlan(base.resolve("plan" + plans++));
    Optional<ETag> seen = store.etag("large");
    return (seen.isPresent()
            ? builder.overwrite("large", content, seen.get())
            : builder.create("large", content))
        .seal();
  }

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Inserts, removes, overwrites, moves or repeats a random range. */
  private static byte[] edited(byte[] content, Random random) {
    int at = random.nextInt(content.length - 3 * MIB);
    int length = 1 + random.nextInt(2 * MIB);
    byte[] before = Arrays.copyOf(content, at);
    byte[] range = Arrays.copyOfRange(content, at, at + length);
    byte[] after = Arrays.copyOfRange(content, at + length, content.length);
    return switch (random.nextInt(5)) {
      case 0 -> joined(before, bytes(length, random.nextInt()), range, after);
      case 1 -> joined(before, after);
      case 2 -> joined(before, bytes(length, random.nextInt()), after);
      case 3 -> joined(range, before, after);
      default -> joined(before, range, range, after);
    };
  }

  private static byte[] joined(byte[]... runs) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] run : runs) {
      all.writeBytes(run);
    }
    return all.toByteArray();
  }
}
