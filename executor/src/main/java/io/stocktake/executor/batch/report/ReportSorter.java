package io.stocktake.executor.batch.report;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.batch.ReportRow;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Sorts the rows of a report by key: runs that fit into memory go to disk sorted, then they are
 * merged, a bounded number at a time, so that the files open at once do not grow with the report.
 */
final class ReportSorter implements Closeable {
  private static final String PREFIX = "report";
  private static final String SUFFIX = ".run";

  /** Runs merged at a time. */
  static final int FAN_IN = 64;

  private static final int MAX_MESSAGE = 1000;
  private static final Comparator<ReportRow> ORDER = Comparator.comparing(ReportRow::key);

  private final Path directory;
  private final int rowsInMemory;
  private final List<ReportRow> rows = new ArrayList<>();
  private final List<Path> runs = new ArrayList<>();
  private final PriorityQueue<Run> heads =
      new PriorityQueue<>(Comparator.comparing((Run run) -> run.head.key()));

  /** One sorted run being read. */
  private static final class Run implements Closeable {
    private final DataInputStream in;
    private ReportRow head;

    Run(Path file) throws IOException {
      this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
    }

    boolean advance() throws IOException {
      try {
        String bucket = in.readUTF();
        head =
            new ReportRow(
                bucket,
                new ObjectKey(in.readUTF()),
                in.readUTF(),
                in.readBoolean(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF());
        return true;
      } catch (EOFException e) {
        return false;
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Sorts with its runs in a directory that exists; runs that a crash left there go. */
  ReportSorter(Path directory, int rowsInMemory) throws IOException {
    this.directory = directory;
    this.rowsInMemory = rowsInMemory;
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
      for (Path run : left) {
        Files.delete(run);
      }
    }
  }

  /** Takes a row whose key was URL-encoded. */
  void add(ReportRow row) throws IOException {
    rows.add(row);
    if (rows.size() == rowsInMemory) {
      spill();
    }
  }

  /** No more rows come; the first can be taken. */
  void sort() throws IOException {
    spill();
    while (runs.size() > FAN_IN) {
      mergeOldest();
    }
    open(runs);
  }

  /** Begins again with the first row. */
  void rewind() throws IOException {
    closeHeads();
    open(runs);
  }

  /** Makes one run of some, which stay until it is whole. */
  private void mergeOldest() throws IOException {
    List<Path> oldest = List.copyOf(runs.subList(0, FAN_IN));
    open(oldest);
    try (DataOutputStream out = newRun()) {
      for (Optional<ReportRow> row = peek(); row.isPresent(); row = peek()) {
        write(out, row.get());
        take();
      }
    }
    for (Path file : oldest) {
      Files.delete(file);
      runs.remove(file);
    }
  }

  /** Begins a run, which goes at the end if not before. */
  private DataOutputStream newRun() throws IOException {
    Path file = Files.createTempFile(directory, PREFIX, SUFFIX);
    runs.add(file);
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
  }

  private void open(List<Path> files) throws IOException {
    for (Path file : files) {
      Run run = new Run(file);
      if (run.advance()) {
        heads.add(run);
      } else {
        run.close();
      }
    }
  }

  /** The first row not taken yet. */
  Optional<ReportRow> peek() {
    return Optional.ofNullable(heads.peek()).map(run -> run.head);
  }

  /** Takes the first row. */
  void take() throws IOException {
    Run run = heads.remove();
    if (run.advance()) {
      heads.add(run);
    } else {
      run.close();
    }
  }

  private void spill() throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    rows.sort(ORDER);
    try (DataOutputStream out = newRun()) {
      for (ReportRow row : rows) {
        write(out, row);
      }
    }
    rows.clear();
  }

  private static void write(DataOutputStream out, ReportRow row) throws IOException {
    out.writeUTF(row.bucket());
    out.writeUTF(row.key().value());
    out.writeUTF(row.versionId());
    out.writeBoolean(row.succeeded());
    out.writeUTF(row.httpStatus());
    out.writeUTF(row.errorCode());
    String message = row.message();
    out.writeUTF(message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message);
  }

  private void closeHeads() throws IOException {
    for (Run run : heads) {
      run.close();
    }
    heads.clear();
  }

  @Override
  public void close() throws IOException {
    closeHeads();
    for (Path file : runs) {
      Files.deleteIfExists(file);
    }
  }
}
