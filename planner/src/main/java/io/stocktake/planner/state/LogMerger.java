package io.stocktake.planner.state;

import io.stocktake.manifests.io.ExternalSorter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Merges a file of fingerprints with a log into a new file, in constant memory: the log is sorted,
 * and of one path what was learnt last is kept.
 */
final class LogMerger {
  private static final String SORT = "fingerprints.sort";
  private static final int ROWS_IN_MEMORY = 500_000;

  private LogMerger() {}

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
    merge(target, old, keep, log, header, ROWS_IN_MEMORY);
  }

  /** As above, with another number of rows held in memory. */
  static void merge(
      Path target,
      Optional<FingerprintFile> old,
      LongPredicate keep,
      Path log,
      FingerprintFile.Header header,
      int rowsInMemory)
      throws IOException {
    try (ExternalSorter<Fingerprint> learnt =
            new ExternalSorter<>(
                target.resolveSibling(SORT),
                new Codec(),
                Fingerprint.ORDER,
                rowsInMemory,
                ExternalSorter.FAN_IN);
        FingerprintFile.Writer writer = new FingerprintFile.Writer(target, header)) {
      FingerprintLog.read(log, learnt::add);
      try (ExternalSorter<Fingerprint>.Cursor rows = learnt.cursor()) {
        merge(new Kept(old, keep), rows, writer);
      }
      writer.commit();
    }
  }

  private static void merge(
      Kept kept, ExternalSorter<Fingerprint>.Cursor learnt, FingerprintFile.Writer writer)
      throws IOException {
    while (learnt.hasNext()) {
      Fingerprint row = last(learnt);
      while (kept.head != null && Fingerprint.ORDER.compare(kept.head, row) < 0) {
        writer.add(kept.head);
        kept.advance();
      }
      if (kept.head != null && Fingerprint.ORDER.compare(kept.head, row) == 0) {
        kept.advance();
      }
      writer.add(row);
    }
    for (; kept.head != null; kept.advance()) {
      writer.add(kept.head);
    }
  }

  /** Of rows of the same path, the one that was learnt last: the sort is stable. */
  private static Fingerprint last(ExternalSorter<Fingerprint>.Cursor rows) throws IOException {
    Fingerprint last = rows.next();
    while (rows.hasNext() && Fingerprint.ORDER.compare(last, rows.peek()) == 0) {
      last = rows.next();
    }
    return last;
  }

  /** Rows of the old file that stay and are not damaged, in order; none without a file. */
  private static final class Kept {
    private final Optional<FingerprintFile> file;
    private final long rows;
    private final LongPredicate keep;
    private long next;
    private Fingerprint head;

    Kept(Optional<FingerprintFile> file, LongPredicate keep) {
      this.file = file;
      this.rows = file.map(FingerprintFile::rows).orElse(0L);
      this.keep = keep;
      advance();
    }

    void advance() {
      head = null;
      for (; head == null && next < rows; next++) {
        head = keep.test(next) ? file.orElseThrow().row(next).orElse(null) : null;
      }
    }
  }

  /** Fingerprints as the log has them. */
  private static final class Codec implements ExternalSorter.Codec<Fingerprint> {
    private final ByteBuffer row = ByteBuffer.allocate(Fingerprint.BYTES);

    @Override
    public void write(DataOutputStream out, Fingerprint fingerprint) throws IOException {
      out.write(fingerprint.bytes());
    }

    @Override
    public Fingerprint read(DataInputStream in) throws IOException {
      in.readFully(row.array());
      return Fingerprint.read(row);
    }
  }
}
