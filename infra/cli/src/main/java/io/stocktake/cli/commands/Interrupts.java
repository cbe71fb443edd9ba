package io.stocktake.cli.commands;

import java.util.concurrent.CountDownLatch;

/**
 * What happens on Ctrl-C or a termination signal: work is asked to stop, and the JVM waits until it
 * has, for as long as it is open.
 */
final class Interrupts implements AutoCloseable {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private Interrupts(Runnable stop) {
    this.hook =
        new Thread(
            () -> {
              stop.run();
              awaitEnd();
            },
            "interrupt");
  }

  /** Calls {@code stop} on an interrupt, once. */
  static Interrupts callOnce(Runnable stop) {
    Interrupts interrupts = new Interrupts(stop);
    Runtime.getRuntime().addShutdownHook(interrupts.hook);
    return interrupts;
  }

  private void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is on its way down, which is why the work ended
    }
  }
}
