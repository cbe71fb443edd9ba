package io.stocktake.planner.fingerprint.md5;

import io.stocktake.manifests.io.Digests;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/** A kernel at work on random messages in memory, next to the JDK's digest. */
public final class KernelTrial {
  private static final int MAX_BLOCKS = Lane.CHUNK / 64;
  private static final int ROUNDS = 40;

  private final Kernel kernel;
  private final LaneState state;
  private final int[] offsets;
  private final byte[] arena;
  private final Random random = new Random();
  private final MessageDigest digest = Digests.md5();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  KernelTrial(Kernel kernel) {
    this.kernel = kernel;
    this.state = new LaneState(kernel);
    this.offsets = new int[kernel.lanes()];
    this.arena = new byte[2 * Kernel.GUARD + kernel.lanes() * Lane.STRIDE];
    Arrays.setAll(offsets, i -> Kernel.GUARD + i * Lane.STRIDE);
  }

  /** This machine's kernel; waits until it is known, nothing if there is none. */
  public static Optional<KernelTrial> ofThisMachine() throws InterruptedException {
    return Kernels.ofThisMachine().await().map(KernelTrial::new);
  }

  /** How many messages the kernel hashes at once. */
  public int lanes() {
    return kernel.lanes();
  }

  /** Bytes in all messages. */
  public int bytes() {
    return kernel.lanes() * Lane.CHUNK;
  }

  /** Lets the kernel hash all messages. */
  public void hash() {
    kernel.run(arena, offsets, state.all(), MAX_BLOCKS);
  }

  /** Lets the JDK hash all messages. */
  public void hashPlain() {
    for (int offset : offsets) {
      digest.update(arena, offset, Lane.CHUNK);
      digest.reset();
    }
  }

  /**
   * Runs the kernel until the JVM has made it at least twice as fast as the JDK's digest. Time is
   * that of this thread on a core, which a busy machine does not stretch.
   *
   * @return false if it did not in that time
   */
  boolean becomesFast(long nanos) {
    long end = cpuNanos() + nanos;
    for (long start = cpuNanos(); start < end; start = cpuNanos()) {
      hash();
      long middle = cpuNanos();
      hashPlain();
      if (2 * (middle - start) < cpuNanos() - middle) {
        return true;
      }
    }
    return false;
  }

  private long cpuNanos() {
    return threads.isCurrentThreadCpuTimeSupported()
        ? threads.getCurrentThreadCpuTime()
        : System.nanoTime();
  }

  /** Whether the kernel finds the MD5s that the JDK finds. */
  boolean isRight() {
    for (int round = 0; round < ROUNDS; round++) {
      if (!isRight(random.nextInt(Lane.CHUNK))) {
        return false;
      }
    }
    return true;
  }

  private boolean isRight(int length) {
    random.nextBytes(arena);
    byte[][] expected = new byte[kernel.lanes()][];
    int blocks = 0;
    for (int lane = 0; lane < expected.length; lane++) {
      digest.update(arena, offsets[lane], length);
      expected[lane] = digest.digest();
      blocks = LaneState.pad(arena, offsets[lane], length, length);
      state.start(lane);
    }
    kernel.run(arena, offsets, state.all(), blocks);
    for (int lane = 0; lane < expected.length; lane++) {
      if (!Arrays.equals(state.md5(lane), expected[lane])) {
        return false;
      }
    }
    return true;
  }
}
