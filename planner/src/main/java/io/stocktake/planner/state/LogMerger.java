package io.stocktake.planner.state;

import io.stocktake.manifests.io.PrivateFiles;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.LongPredicate;

/**
 * Merges a file of fingerprints with a log into a new file, in constant memory: the log is sorted
 * in runs, and of one path what was learnt last is kept.
 */
final class LogMerger implements Closeable {
  private static final int ROWS_PER_RUN = 500_000;
  private static final int RUNS_PER_MERGE = 64;

  /** Of equal rows those of a later source come first. */
  private static final Comparator<Source> NEXT =
      Comparator.<Source, Fingerprint>comparing(source -> source.head, Fingerprint.ORDER)
          .thenComparing(Comparator.<Source>comparingInt(source -> source.rank).reversed());

  private final Path scratch;
  private final List<Path> runs = new ArrayList<>();
  private List<Fingerprint> pending = new ArrayList<>();
  private int files;

  private LogMerger(Path scratch) {
    this.scratch = scratch;
  }

  /**
   * Merges.
   *
   * @param target the file to replace
   * @param old what it holds now, if it is there
   * @param keep which of its rows stay
   * @param log the log, which is left as it is
   */
  static void merge(
      Path target,
      Optional<FingerprintFile> old,
      LongPredicate keep,
      Path log,
      FingerprintFile.Header header)
      throws IOException {
    try (LogMerger merging = new LogMerger(target.toAbsolutePath().getParent());
        FingerprintFile.Writer writer = new FingerprintFile.Writer(target, header)) {
      FingerprintLog.read(log, merging::add);
      merging.spill();
      merging.write(old, keep, writer::add);
      writer.commit();
    }
  }

  private void add(Fingerprint fingerprint) throws IOException {
    pending.add(fingerprint);
    if (pending.size() == ROWS_PER_RUN) {
      spill();
    }
  }

  private void spill() throws IOException {
    pending.sort(Fingerprint.ORDER);
    Path run = newRun();
    runs.add(run);
    try (OutputStream out = output(run)) {
      for (Fingerprint fingerprint : pending) {
        out.write(fingerprint.bytes());
      }
    }
    pending = new ArrayList<>();
    if (runs.size() == RUNS_PER_MERGE) {
      mergeRuns();
    }
  }

  /** Makes one run of all so far, which comes before those that follow. */
  private void mergeRuns() throws IOException {
    List<Path> merged = List.copyOf(runs);
    Path run = newRun();
    try (OutputStream out = output(run)) {
      write(Optional.empty(), row -> true, fingerprint -> out.write(fingerprint.bytes()));
    }
    runs.clear();
    runs.add(run);
    for (Path old : merged) {
      Files.delete(old);
    }
  }

  private Path newRun() {
    return scratch.resolve("merge-" + files++ + ".tmp");
  }

  private static OutputStream output(Path run) throws IOException {
    return new BufferedOutputStream(PrivateFiles.write(run), 1 << 20);
  }

  /** Within a run the sort is stable. */
  private void write(
      Optional<FingerprintFile> old, LongPredicate keep, FingerprintLog.FingerprintConsumer sink)
      throws IOException {
    PriorityQueue<Source> heads = new PriorityQueue<>(NEXT);
    List<Source> sources = new ArrayList<>();
    try {
      if (old.isPresent()) {
        sources.add(new OldSource(old.get(), keep));
      }
      for (Path run : runs) {
        sources.add(new RunSource(sources.size(), run));
      }
      for (Source source : sources) {
        if (source.advance()) {
          heads.add(source);
        }
      }
      Fingerprint last = null;
      for (Source source = heads.poll(); source != null; source = next(heads, source)) {
        if (last == null || Fingerprint.ORDER.compare(last, source.head) != 0) {
          sink.row(source.head);
          last = source.head;
        }
      }
    } finally {
      for (Source source : sources) {
        source.close();
      }
    }
  }

  /** The source of the next row: mostly the one that the last was from. */
  private static Source next(PriorityQueue<Source> heads, Source last) throws IOException {
    if (!last.advance()) {
      return heads.poll();
    }
    if (heads.isEmpty() || NEXT.compare(last, heads.peek()) < 0) {
      return last;
    }
    heads.add(last);
    return heads.poll();
  }

  @Override
  public void close() throws IOException {
    for (Path run : runs) {
      Files.deleteIfExists(run);
    }
  }

  /** Rows in order; of one path in it, the last. */
  private abstract static class Source implements Closeable {
    private final int rank;
    Fingerprint head;

    Source(int rank) {
      this.rank = rank;
    }

    abstract boolean advance() throws IOException;

    @Override
    public void close() throws IOException {}
  }

  private static final class OldSource extends Source {
    private final FingerprintFile file;
    private final LongPredicate keep;
    private long next;

    OldSource(FingerprintFile file, LongPredicate keep) {
      super(-1);
      this.file = file;
      this.keep = keep;
    }

    @Override
    boolean advance() {
      for (; next < file.rows(); next++) {
        Optional<Fingerprint> row = keep.test(next) ? file.row(next) : Optional.empty();
        if (row.isPresent()) {
          head = row.get();
          next++;
          return true;
        }
      }
      return false;
    }
  }

  private static final class RunSource extends Source {
    private final DataInputStream in;
    private final byte[] row = new byte[Fingerprint.BYTES];
    private Fingerprint ahead;

    RunSource(int rank, Path run) throws IOException {
      super(rank);
      this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(run), 1 << 18));
      this.ahead = read();
    }

    @Override
    boolean advance() throws IOException {
      if (ahead == null) {
        return false;
      }
      do {
        head = ahead;
        ahead = read();
      } while (ahead != null && Fingerprint.ORDER.compare(head, ahead) == 0);
      return true;
    }

    private Fingerprint read() throws IOException {
      int got = in.readNBytes(row, 0, row.length);
      return got == row.length ? Fingerprint.read(ByteBuffer.wrap(row)) : null;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
