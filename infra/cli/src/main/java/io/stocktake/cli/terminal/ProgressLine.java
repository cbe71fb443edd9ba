package io.stocktake.cli.terminal;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Shows how far a command has come: one line that is drawn over on a terminal, a log line a minute
 * elsewhere. Ends with {@link #close}, which removes the line.
 */
public final class ProgressLine implements AutoCloseable {
  private static final Duration REDRAW = Duration.ofMillis(200);
  private static final Duration LOG = Duration.ofMinutes(1);
  private static final String ERASE = "\r\u001b[K";
  private static final int WIDTH = 110;

  private final Screen screen;
  private final Supplier<String> text;
  private final long started = System.nanoTime();
  private final Thread painter;
  private boolean drawn;

  /**
   * Starts to show.
   *
   * @param screen where
   * @param quiet whether to show nothing at all
   * @param text the line, asked for again and again
   */
  public ProgressLine(Screen screen, boolean quiet, Supplier<String> text) {
    this.screen = screen;
    this.text = text;
    this.painter = new Thread(this::paint, "progress");
    painter.setDaemon(true);
    if (!quiet) {
      painter.start();
    }
  }

  private void paint() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(screen.terminal() ? REDRAW.toMillis() : LOG.toMillis());
        draw();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private synchronized void draw() {
    String elapsed = NumberFormat.duration(Duration.ofNanos(System.nanoTime() - started));
    String line = "[" + elapsed + "] " + text.get();
    if (screen.terminal()) {
      screen.err().print(ERASE + line.substring(0, Math.min(WIDTH, line.length())));
      screen.err().flush();
      drawn = true;
    } else {
      screen.note(line);
    }
  }

  @Override
  public void close() throws InterruptedException {
    painter.interrupt();
    painter.join();
    synchronized (this) {
      if (drawn) {
        screen.err().print(ERASE);
        screen.err().flush();
      }
    }
  }
}
