package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.files.FileContent;
import io.stocktake.executor.files.FileContents;
import io.stocktake.executor.files.LocalFileContents;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files whose content is sent in another form, as a cipher would: a header goes before it, and each
 * byte is changed. Nothing but the port knows.
 */
class WrappedContentTest {
  private static final int HEADER = 100;
  private static final int MASK = 0x5a;
  private static final int LARGE = 12 << 20;

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();

  @Test
  void whatIsSentIsWhatThePortReads() throws IOException {
    byte[] nearly = bytes((int) TestPlan.OPTIONS.multipart().threshold() - 1, 3);
    PlanBundle plan =
        new TestPlan(base)
            .create("small", bytes(3, 1))
            .create("empty", new byte[0])
            .create("large", bytes(LARGE, 2))
            .create("nearly", nearly)
            .seal();

    assertThat(run(plan).rows(Outcome.DONE)).isEqualTo(4);

    assertThat(store.get("small")).hasValue(wrapped(bytes(3, 1)));
    assertThat(store.get("empty")).hasValue(wrapped(new byte[0]));
    assertThat(store.get("large")).hasValue(wrapped(bytes(LARGE, 2)));
    assertThat(store.get("nearly")).hasValue(wrapped(nearly));
  }

  private OutcomeCounts run(PlanBundle plan) throws IOException {
    OutcomeCounts counts = new OutcomeCounts();
    RunControl control = new RunControl(TestPlan.OPTIONS.failures().stopGrace());
    ExecutorService senders = Executors.newFixedThreadPool(2);
    try (Journal journal = Journal.open(plan);
        FileContents files = new Wrapped(new LocalFileContents(plan.plan()))) {
      new DirectRoute(
              plan,
              files,
              journal,
              store,
              new DirectRoute.Run(control, counts, senders),
              TestPlan.OPTIONS,
              Optional.empty())
          .go();
    } finally {
      senders.shutdownNow();
    }
    assertThat(control.failure()).isNull();
    return counts;
  }

  private static byte[] wrapped(byte[] plain) {
    byte[] all = new byte[HEADER + plain.length];
    for (int i = 0; i < plain.length; i++) {
      all[HEADER + i] = (byte) (plain[i] ^ MASK);
    }
    return all;
  }

  private record Wrapped(FileContents plain) implements FileContents {
    @Override
    public long size(PlanRow row) {
      return plain.size(row) + HEADER;
    }

    @Override
    public FileContent open(PlanRow row) throws IOException {
      return new WrappedContent(plain.open(row));
    }

    @Override
    public void close() throws IOException {
      plain.close();
    }
  }

  private record WrappedContent(FileContent plain) implements FileContent {
    @Override
    public long size() {
      return plain.size() + HEADER;
    }

    @Override
    public Optional<ETag> planned() {
      return Optional.empty();
    }

    @Override
    public void read(ByteBuffer buffer, long offset) throws IOException {
      int begin = buffer.position();
      int header = (int) Math.max(0, Math.min(buffer.remaining(), HEADER - offset));
      ByteBuffer rest = buffer.slice(begin + header, buffer.remaining() - header);
      if (rest.hasRemaining()) {
        plain.read(rest, offset + header - HEADER);
      }
      for (int i = 0; i < rest.limit(); i++) {
        rest.put(i, (byte) (rest.get(i) ^ MASK));
      }
      buffer.position(buffer.limit());
      buffer.flip();
    }

    @Override
    public String stamp() {
      return plain.stamp();
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
