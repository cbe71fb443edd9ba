package io.stocktake.cli.terminal;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Handles Ctrl-C and termination signals while it is open: work is asked to stop, and the program
 * runs to its end; a second signal ends it at once.
 *
 * <p>A shutdown hook would come too late: once the JVM shuts down, the native transport delivers no
 * answer any more.
 */
public final class InterruptHandler implements AutoCloseable {

  private final AtomicBoolean asked = new AtomicBoolean();
  private final SignalHandlers signals;

  private InterruptHandler(Runnable stop) {
    this.signals = SignalHandlers.on(() -> interrupted(stop), "INT", "TERM");
  }

  /** Calls {@code stop} on the first interrupt. */
  public static InterruptHandler callOnce(Runnable stop) {
    return new InterruptHandler(stop);
  }

  @Override
  public void close() {
    signals.close();
  }

  private void interrupted(Runnable stop) {
    if (asked.compareAndSet(false, true)) {
      stop.run();
    } else {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
    }
  }
}
