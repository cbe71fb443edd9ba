package io.stocktake.planner.compare.output;

import io.stocktake.manifests.plan.PlanRow;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Brings rows into order in constant memory: sorted runs of bounded length go to files and are
 * merged, a bounded number at a time. Rows may come from several threads.
 */
public final class RowSorter {
  /** At some 500 bytes a row, about 100 MB of heap. */
  public static final int ROWS_PER_RUN = 200_000;

  public static final int RUNS_PER_MERGE = 64;

  private static final int BUFFER = 256 * 1024;

  /** Takes rows. */
  @FunctionalInterface
  public interface RowConsumer {
    void row(PlanRow row) throws IOException;
  }

  /** A sorted file and how many rows it holds. */
  private record RunFile(Path path, long rows) {}

  private final Path scratch;
  private final int rowsPerRun;
  private final int fanIn;
  private final Comparator<PlanRow> order;
  private final List<RunFile> runs = new ArrayList<>();
  private List<PlanRow> pending = new ArrayList<>();
  private int files;

  /**
   * A sorter.
   *
   * @param scratch an existing directory for the runs
   * @param rowsPerRun rows held in memory
   * @param fanIn runs merged at a time, at least 2
   * @param order the order
   */
  public RowSorter(Path scratch, int rowsPerRun, int fanIn, Comparator<PlanRow> order) {
    this.scratch = scratch;
    this.rowsPerRun = rowsPerRun;
    this.fanIn = fanIn;
    this.order = order;
  }

  public synchronized void add(PlanRow row) throws IOException {
    pending.add(row);
    if (pending.size() == rowsPerRun) {
      spill();
    }
  }

  /** Gives all rows in order and forgets them. */
  public synchronized void drain(RowConsumer sink) throws IOException {
    if (runs.isEmpty()) {
      pending.sort(order);
      for (PlanRow row : pending) {
        sink.row(row);
      }
      pending = new ArrayList<>();
      return;
    }
    spill();
    while (runs.size() > fanIn) {
      List<RunFile> oldest = new ArrayList<>(runs.subList(0, fanIn));
      runs.subList(0, fanIn).clear();
      Path merged = newRun();
      try (DataOutputStream out = output(merged)) {
        merge(oldest, row -> PlanRowCodec.write(out, row));
      }
      runs.add(new RunFile(merged, oldest.stream().mapToLong(RunFile::rows).sum()));
    }
    merge(runs, sink);
    runs.clear();
  }

  private void spill() throws IOException {
    pending.sort(order);
    Path file = newRun();
    try (DataOutputStream out = output(file)) {
      for (PlanRow row : pending) {
        PlanRowCodec.write(out, row);
      }
    }
    runs.add(new RunFile(file, pending.size()));
    pending = new ArrayList<>();
  }

  private Path newRun() {
    return scratch.resolve("run-" + files++);
  }

  private static DataOutputStream output(Path file) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
  }

  private void merge(List<RunFile> inputs, RowConsumer sink) throws IOException {
    List<Run> opened = new ArrayList<>();
    try {
      PriorityQueue<Run> heads =
          new PriorityQueue<>(Comparator.comparing((Run run) -> run.head, order));
      for (RunFile input : inputs) {
        Run run = new Run(input);
        opened.add(run);
        if (run.advance()) {
          heads.add(run);
        }
      }
      for (Run run = heads.poll(); run != null; run = heads.poll()) {
        sink.row(run.head);
        if (run.advance()) {
          heads.add(run);
        }
      }
    } finally {
      for (Run run : opened) {
        run.in.close();
        Files.delete(run.path);
      }
    }
  }

  /** A run being merged: its smallest row that is still to come. */
  private static final class Run {
    private final Path path;
    private final DataInputStream in;
    private long left;
    private PlanRow head;

    Run(RunFile file) throws IOException {
      this.path = file.path();
      this.left = file.rows();
      this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), BUFFER));
    }

    /** Reads the next row; the count, not the end of the file, says which one is the last. */
    boolean advance() throws IOException {
      if (left == 0) {
        return false;
      }
      left--;
      head = PlanRowCodec.read(in);
      return true;
    }
  }
}
