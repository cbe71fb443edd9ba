package io.stocktake.planner.fingerprint.md5;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * Finds out, in the background, whether a vector kernel can be used: the JVM compiles it only after
 * it has run for a second or two, and until then it is a hundred times slower than the JDK's
 * digest. The compiled kernel is then compared with the JDK's digest; one that is slower, or gives
 * another result, is never used.
 */
final class Kernels {
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private final CountDownLatch decided = new CountDownLatch(1);
  private volatile Supplier<Kernel> kernel;

  private static final class OfThisMachine {
    static final Kernels KERNELS = new Kernels(KernelChoice::forThisMachine);
  }

  /**
   * Starts to find out.
   *
   * @param choice what makes a kernel for each thread, or nothing where there is none
   */
  Kernels(Supplier<Optional<Supplier<Kernel>>> choice) {
    Thread thread = new Thread(() -> decide(choice), "md5-kernel");
    thread.setDaemon(true);
    thread.start();
  }

  /** The kernel of this machine; the first call starts to find it. */
  static Kernels ofThisMachine() {
    return OfThisMachine.KERNELS;
  }

  /** A new kernel, or nothing as long as none is known to be right and fast. */
  Optional<Kernel> ready() {
    return Optional.ofNullable(kernel).map(Supplier::get);
  }

  /** Waits for the decision; then as {@link #ready}. */
  Optional<Kernel> await() throws InterruptedException {
    decided.await();
    return ready();
  }

  private void decide(Supplier<Optional<Supplier<Kernel>>> choice) {
    try {
      choice.get().filter(Kernels::isGood).ifPresent(good -> kernel = good);
    } catch (RuntimeException | LinkageError e) {
      // a JVM whose Vector API is not the one we know: the JDK's digest does the work
    } finally {
      decided.countDown();
    }
  }

  private static boolean isGood(Supplier<Kernel> candidate) {
    KernelTrial trial = new KernelTrial(candidate.get());
    return trial.becomesFast(PATIENCE_NANOS) && trial.isRight();
  }
}
