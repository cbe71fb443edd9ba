package io.stocktake.planner.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stocktake.manifests.ETag;
import io.stocktake.planner.fingerprint.md5.FileRange;
import io.stocktake.planner.fingerprint.md5.Md5Lanes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadLimitTest {
  private static final long RATE = 1_000_000;
  private static final int FILE = 300_000;

  @TempDir private Path dir;
  private final Hours time = new Hours();

  /** Time that passes only while somebody sleeps. */
  private static final class Hours implements ReadLimit.Time {
    private long now = Long.MAX_VALUE - 5; // it may overflow
    private long slept;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void sleep(long nanos) {
      now += nanos;
      slept += nanos;
    }

    double seconds() {
      return (double) slept / TimeUnit.SECONDS.toNanos(1);
    }
  }

  @Test
  void whatIsReadTakesTheTimeItShould() throws Exception {
    ReadLimit limit = new ReadLimit(RATE, time);
    for (int i = 0; i < 1000; i++) {
      limit.take(10_000);
    }
    assertThat(time.seconds()).isCloseTo(10, within(0.06));
  }

  @Test
  void anHourInWhichNothingWasReadIsNotSavedUp() throws Exception {
    ReadLimit limit = new ReadLimit(RATE, time);
    limit.take(RATE);
    time.now += TimeUnit.HOURS.toNanos(1);
    double before = time.seconds();
    limit.take(RATE);
    assertThat(time.seconds() - before).isCloseTo(0.95, within(0.001));
  }

  @Test
  void withoutALimitNobodyWaits() throws Exception {
    new ReadLimit(0, time).take(Long.MAX_VALUE);
    assertThat(time.slept).isZero();
  }

  @Test
  void filesReadAtOnceAndFilesReadAloneShareIt() throws Exception {
    Fingerprints fingerprints =
        new Fingerprints(List.of((long) (16 << 20)), false, new ReadLimit(RATE, time));
    List<FileHashTask.Found> found = new ArrayList<>();
    List<Iterator<FileRange>> ranges = new ArrayList<>();
    List<ETag> plain = List.of(new ETag("0".repeat(32)));
    for (int i = 0; i < 10; i++) {
      Path file = Files.write(dir.resolve("f" + i), new byte[FILE]);
      FileTime mtime = Files.getLastModifiedTime(file);
      assertThat(fingerprints.read(file, FILE, mtime, plain)).isPresent();
      ranges.add(new FileHashTask(fingerprints, file, FILE, mtime, plain, found::add).ranges());
    }
    Iterator<FileRange> all = ranges.stream().map(Iterator::next).iterator();
    new Md5Lanes().run(wait -> all.hasNext() ? Optional.of(all.next()) : Optional.empty());
    assertThat(found).hasSize(10);
    assertThat(time.seconds()).isCloseTo(20.0 * FILE / RATE, within(0.06));
  }

  @Test
  void anInterruptEndsTheWait() {
    ReadLimit limit = ReadLimit.of(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> limit.take(1_000_000))
        .isInstanceOf(InterruptedIOException.class)
        .isInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
