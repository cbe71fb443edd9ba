package io.stocktake.planner.fingerprint.md5;

import io.stocktake.manifests.io.Digests;
import io.stocktake.planner.files.Stat;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Hashes file ranges, many at once where this machine can, each byte read once. An instance belongs
 * to one thread and holds about 16 KiB a lane, independent of file sizes.
 */
public final class Md5Lanes {
  /** Where a hashing thread finds what to hash next. */
  @FunctionalInterface
  public interface Source {
    /**
     * The next range.
     *
     * @param wait whether to wait for one; the thread has nothing else to do then
     * @return nothing if there is none now, or, after waiting, never will be
     */
    Optional<FileRange> next(boolean wait) throws IOException, InterruptedException;
  }

  private final Supplier<Optional<Kernel>> kernels;
  private final MessageDigest plain = Digests.md5();
  private final byte[] buffer = new byte[Lane.CHUNK];
  private LaneSet lanes;

  /**
   * Hashes with the best kernel that this machine has, as soon as it is known to be right; the
   * first range to be hashed starts the search for it.
   */
  public Md5Lanes() {
    this(() -> Kernels.ofThisMachine().ready());
  }

  Md5Lanes(Supplier<Optional<Kernel>> kernels) {
    this.kernels = kernels;
  }

  /**
   * Hashes until the source has no more.
   *
   * @throws IOException what a range's callback threw; ranges begun are given up without a word
   */
  public void run(Source source) throws IOException, InterruptedException {
    try {
      while (step(source)) {
        // ranges come and go
      }
    } finally {
      if (lanes != null) {
        lanes.abandon();
      }
    }
  }

  /** One run of the kernel, or one range without it; false if there is nothing left to do. */
  private boolean step(Source source) throws IOException, InterruptedException {
    if (lanes == null) {
      Optional<FileRange> range = source.next(true);
      if (range.isPresent()) {
        lanes = kernels.get().map(LaneSet::new).orElse(null);
        digest(range.get());
      }
      return range.isPresent();
    }
    lanes.fill(source);
    if (lanes.live() == 0) {
      return false;
    }
    lanes.run();
    return true;
  }

  private void digest(FileRange range) throws IOException {
    byte[] md5;
    Stat after;
    try (RangeReader reader = new RangeReader(range)) {
      while (reader.left() > 0) {
        plain.update(buffer, 0, reader.read(buffer, 0, buffer.length));
      }
      md5 = plain.digest();
      after = reader.stat();
    } catch (IOException e) {
      plain.reset();
      range.failed(e);
      return;
    }
    range.done(md5, after);
  }
}
