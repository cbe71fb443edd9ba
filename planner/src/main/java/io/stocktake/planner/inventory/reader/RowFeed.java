package io.stocktake.planner.inventory.reader;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.inventory.InventoryRow;
import io.stocktake.planner.inventory.ObjectVersion;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * Hands on the rows of one data file, and lets another thread see whether it gets on. A library
 * that decodes a damaged or hostile file may never return, and no thread can be made to end: such a
 * reading is given up, its thread left behind.
 */
final class RowFeed {
  /** Of a small file. Larger ones may be read a row group of any size at a time. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Slower than this no disk is. */
  private static final long BYTES_PER_SECOND = 1 << 20;

  /** No row of an inventory packs better than this; each has a key or version of its own. */
  private static final long ROWS_PER_BYTE = 64;

  private static final long ROWS_OF_ANY_FILE = 1_000_000;

  private static final VarHandle STEPS;

  static {
    try {
      STEPS = MethodHandles.lookup().findVarHandle(RowFeed.class, "steps", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Takes the row that stands in some cells. */
  @FunctionalInterface
  private interface CellsConsumer {
    void take(Cells cells) throws IOException;
  }

  private final String name;
  private final CellsConsumer sink;
  private final boolean dates;
  private final long mostRows;
  private final long patience;

  /** Odd while a row is taken, which may wait for others; written by the reading thread alone. */
  @SuppressWarnings("UnusedVariable") // by its handle
  private long steps;

  private long rows;
  private volatile boolean stopped;

  private long seen;
  private long idle;

  /**
   * A feed.
   *
   * @param name how to call the file in messages
   * @param bytes the file's size
   * @param sink takes the current objects
   */
  RowFeed(String name, long bytes, InventoryRow.RowConsumer sink) {
    this(name, bytes, false, cells -> ofCurrent(cells, name, sink));
  }

  private RowFeed(String name, long bytes, boolean dates, CellsConsumer sink) {
    this.name = name;
    this.dates = dates;
    this.sink = sink;
    this.mostRows = ROWS_OF_ANY_FILE + ROWS_PER_BYTE * Math.min(bytes, Long.MAX_VALUE >> 8);
    this.patience = PATIENCE.toSeconds() + bytes / BYTES_PER_SECOND;
  }

  /**
   * A feed of all versions, with their dates.
   *
   * @param name how to call the file in messages
   * @param bytes the file's size
   * @param sink takes the versions and delete markers
   */
  static RowFeed ofVersions(String name, long bytes, ObjectVersion.VersionConsumer sink) {
    return new RowFeed(name, bytes, true, cells -> sink.version(cells.version(name)));
  }

  private static void ofCurrent(Cells cells, String name, InventoryRow.RowConsumer sink)
      throws IOException {
    if (cells.isCurrent()) {
      sink.row(cells.row(name));
    }
  }

  String name() {
    return name;
  }

  /** Whether it needs the rows' dates. */
  boolean dates() {
    return dates;
  }

  /** Rows so far, with those of old versions and delete markers. */
  long rows() {
    return rows;
  }

  /** Takes the row that stands in these cells. */
  void row(Cells cells) throws IOException {
    step();
    if (stopped) {
      throw new IOException("the reading of " + name + " was stopped");
    }
    if (++rows > mostRows) {
      throw StocktakeException.environment(
          name
              + " holds more than "
              + mostRows
              + " rows, which is more than a file of its size can: it is damaged; fetch it again or"
              + " use another delivery");
    }
    sink.take(cells);
    step();
  }

  private void step() {
    STEPS.setOpaque(this, steps + 1);
  }

  /** Takes no more rows. */
  void stop() {
    stopped = true;
  }

  /**
   * Checks whether the reading makes progress; to be called once a second, by one thread at a time.
   * Counts checks instead of time, so that a process that was suspended does not seem to stand
   * still.
   *
   * @return whether it has been given up: it takes no more rows, whenever its thread goes on
   */
  boolean isGivenUp() {
    long now = (long) STEPS.getOpaque(this);
    boolean stands = now == seen && now % 2 == 0;
    idle = stands ? idle + 1 : 0;
    seen = now;
    if (idle == patience) {
      stopped = true; // seen by the reading thread long before the next check
    }
    return idle > patience;
  }

  /** Why it was given up. */
  StocktakeException gaveUp() {
    return StocktakeException.environment(
        name
            + " could not be read: after "
            + rows
            + " rows nothing more came out of it for "
            + patience
            + " seconds; it is damaged: fetch it again or use another delivery");
  }
}
