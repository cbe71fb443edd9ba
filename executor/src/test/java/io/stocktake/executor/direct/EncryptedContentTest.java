package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.apply.ApplyConditions;
import io.stocktake.executor.files.FileContent;
import io.stocktake.executor.files.FileContents;
import io.stocktake.executor.files.LocalFileContents;
import io.stocktake.executor.files.PlainContent;
import io.stocktake.executor.journal.status.OpaqueETagLedger;
import io.stocktake.executor.lease.LeaseFactory;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.FaultyStore.Op;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.batch.ContentChecksum;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.safety.Safety;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that are other bytes each time they are opened, as a cipher makes them: only the journal
 * can tell which object is theirs.
 */
class EncryptedContentTest {
  private static final int LARGE = 12 << 20;

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();
  private final AtomicInteger openings = new AtomicInteger();
  private final Map<Op, Fault> faults = new EnumMap<>(Op.class);

  @Test
  void theLedgerKnowsTheContentOfEachObject() throws IOException {
    PlanBundle plan = plan();

    assertThat(run(plan).rows(Outcome.DONE)).isEqualTo(2);

    assertThat(ledger(plan))
        .containsExactlyInAnyOrder(
            "small " + store.etag("small").orElseThrow() + " " + md5(bytes(9, 1)),
            "large " + store.etag("large").orElseThrow() + " " + md5(bytes(LARGE, 2)));
  }

  @ParameterizedTest
  @CsvSource({"2999-01-01T00:00:00Z, true", "2026-11-01T00:00:00Z, false"})
  void aFileIsKnownByItsStateIfThatWasOldEnoughWhenThePlanWasMade(String made, boolean known)
      throws IOException {
    PlanBundle plan =
        new TestPlan(base).catalogue(made, List.of()).create("small", bytes(9, 1)).seal();
    assertThat(run(plan).rows(Outcome.DONE)).isEqualTo(1);

    Path file = base.resolve("source/small");
    String state =
        Files.getAttribute(file, "unix:ino") + " " + Files.getAttribute(file, "unix:ctime");
    OpaqueETagLedger.read(
        plan,
        plan.plan().destination().bucket(),
        told -> assertThat(told.file()).isEqualTo(known ? state : ""));
  }

  @Test
  void anObjectWhoseAnswerWasLostIsKnownAgain() throws IOException {
    PlanBundle plan = plan();
    faults.put(Op.PUT, Fault.LOST_ANSWER);
    faults.put(Op.COMPLETE, Fault.LOST_ANSWER);
    faults.put(Op.HEAD, Fault.FAILED);
    assertThat(run(plan).rows(Outcome.UNKNOWN)).isEqualTo(2);
    ETag small = store.etag("small").orElseThrow();
    ETag large = store.etag("large").orElseThrow();

    faults.clear();
    RunReport second = run(plan);

    assertThat(second.rows(Outcome.ALREADY_DONE)).isEqualTo(2);
    assertThat(store.etag("small")).as("not written again").hasValue(small);
    assertThat(store.etag("large")).as("not written again").hasValue(large);
  }

  @Test
  void soItIsIfTheFileIsGoneMeanwhile() throws IOException {
    PlanBundle plan = plan();
    faults.put(Op.PUT, Fault.LOST_ANSWER);
    faults.put(Op.COMPLETE, Fault.LOST_ANSWER);
    faults.put(Op.HEAD, Fault.FAILED);
    assertThat(run(plan).rows(Outcome.UNKNOWN)).isEqualTo(2);
    Files.delete(base.resolve("source/small"));
    Files.delete(base.resolve("source/large"));

    faults.clear();

    assertThat(run(plan).rows(Outcome.ALREADY_DONE))
        .as("an undo plan must know of them")
        .isEqualTo(2);
  }

  @Test
  void anObjectOfOthersIsNotTakenForOurs() throws IOException {
    PlanBundle plan = plan();
    faults.put(Op.PUT, Fault.LOST_REQUEST);
    faults.put(Op.COMPLETE, Fault.LOST_REQUEST);
    faults.put(Op.HEAD, Fault.FAILED);
    assertThat(run(plan).rows(Outcome.UNKNOWN)).isEqualTo(2);
    store.seed("small", bytes(10, 7));
    store.seed("large", bytes(LARGE + 1, 7));

    faults.clear();

    assertThat(run(plan).rows(Outcome.DRIFTED)).isEqualTo(2);
    assertThat(store.get("small")).hasValue(bytes(10, 7));
  }

  @Test
  void aLargeFileBegunTwiceIsNeverMadeOfTwoEncryptions() throws IOException {
    PlanBundle plan = new TestPlan(base).create("large", bytes(LARGE, 2)).seal();
    faults.put(Op.COMPLETE, Fault.FAILED);
    assertThat(run(plan).rows(Outcome.FAILED)).isEqualTo(1);

    faults.clear();
    assertThat(run(plan).rows(Outcome.DONE)).isEqualTo(1);

    byte[] sent = store.get("large").orElseThrow();
    for (int i = 0; i < LARGE; i++) {
      sent[1 + i] ^= sent[0];
    }
    assertThat(List.of(sent[0])).as("the second one").containsExactly((byte) 2);
    assertThat(Arrays.copyOfRange(sent, 1, sent.length)).isEqualTo(bytes(LARGE, 2));
  }

  private PlanBundle plan() throws IOException {
    return new TestPlan(base).create("small", bytes(9, 1)).create("large", bytes(LARGE, 2)).seal();
  }

  private RunReport run(PlanBundle plan) throws IOException {
    ObjectStore faulty = new FaultyStore(store, (op, key) -> faults.getOrDefault(op, Fault.NONE));
    return TestPlan.executor(plan, faulty)
        .run(
            new ApplyConditions(
                Safety.NONE,
                LeaseFactory.NONE,
                List.of(),
                "test",
                Optional.empty(),
                of -> new Masked(new LocalFileContents(of), openings)));
  }

  private static List<String> ledger(PlanBundle plan) throws IOException {
    List<String> told = new ArrayList<>();
    OpaqueETagLedger.read(plan, plan.plan().destination().bucket(), known -> told.add(text(known)));
    return told;
  }

  private static String text(ContentChecksum known) {
    return known.key() + " " + known.etag() + " " + known.md5();
  }

  private static String md5(byte[] bytes) {
    return ETag.ofMd5(Digests.md5().digest(bytes)).value();
  }

  /** The number of the opening, and then all bytes changed by it. */
  private record Masked(FileContents plain, AtomicInteger openings) implements FileContents {
    @Override
    public long size(PlanRow row) {
      return plain.size(row) + 1;
    }

    @Override
    public FileContent open(PlanRow row) throws IOException {
      FileContent opened = plain.open(row);
      return new MaskedContent(opened, (byte) openings.incrementAndGet());
    }

    @Override
    public void close() throws IOException {
      plain.close();
    }
  }

  private record MaskedContent(FileContent plain, byte mask) implements FileContent {
    @Override
    public long size() {
      return plain.size() + 1;
    }

    @Override
    public Optional<ETag> planned() {
      return Optional.empty();
    }

    @Override
    public boolean inOrder() {
      return true;
    }

    @Override
    public Optional<PlainContent> plainContent() {
      try {
        ByteBuffer all = ByteBuffer.allocate((int) plain.size());
        plain.read(all, 0);
        return Optional.of(new PlainContent(new ETag(md5(all.array())), plain.stamp()));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void read(ByteBuffer buffer, long offset) throws IOException {
      ByteBuffer all = ByteBuffer.allocate((int) plain.size());
      plain.read(all, 0);
      long at = offset;
      while (buffer.hasRemaining()) {
        buffer.put(at == 0 ? mask : (byte) (all.get((int) at - 1) ^ mask));
        at++;
      }
      buffer.flip();
    }

    @Override
    public String stamp() {
      return plain.stamp() + " " + mask;
    }

    @Override
    public void checkAgain() throws IOException {
      plain.checkAgain();
    }

    @Override
    public void close() {
      plain.close();
    }
  }
}
