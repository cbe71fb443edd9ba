package io.stocktake.planner.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.NanoClock;
import io.stocktake.manifests.io.RateLimiter;
import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.fingerprint.md5.FileRange;
import io.stocktake.planner.fingerprint.md5.Md5Lanes;
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

class LimitedReadingTest {
  private static final long RATE = 1_000_000;
  private static final int FILE = 300_000;

  @TempDir private Path dir;
  private final SleepingClock clock = new SleepingClock();

  /** A clock on which time passes only while somebody waits; it overflows soon. */
  private static final class SleepingClock implements NanoClock {
    private long now = Long.MAX_VALUE - 5;
    private long slept;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void after(long nanos, Runnable task) {
      now += nanos;
      slept += nanos;
      task.run();
    }

    double seconds() {
      return (double) slept / TimeUnit.SECONDS.toNanos(1);
    }
  }

  @Test
  void filesReadAtOnceAndFilesReadAloneShareIt() throws Exception {
    Fingerprints fingerprints =
        new Fingerprints(List.of((long) (16 << 20)), new RateLimiter(() -> RATE, clock));
    List<FileHashTask.Found> found = new ArrayList<>();
    List<Iterator<FileRange>> ranges = new ArrayList<>();
    List<ETag> plain = List.of(new ETag("0".repeat(32)));
    for (int i = 0; i < 10; i++) {
      Path file = Files.write(dir.resolve("f" + i), new byte[FILE]);
      FileTime mtime = Files.getLastModifiedTime(file);
      Fingerprints.FileOpener opener =
          offset -> OpenFile.open(file.getParent(), file, offset, false);
      assertThat(fingerprints.read(opener, FILE, mtime, plain)).isPresent();
      ranges.add(new FileHashTask(fingerprints, opener, FILE, mtime, plain, found::add).ranges());
    }
    Iterator<FileRange> all = ranges.stream().map(Iterator::next).iterator();
    new Md5Lanes().run(wait -> all.hasNext() ? Optional.of(all.next()) : Optional.empty());
    assertThat(found).hasSize(10);
    assertThat(clock.seconds()).isCloseTo(20.0 * FILE / RATE, within(0.06));
  }
}
