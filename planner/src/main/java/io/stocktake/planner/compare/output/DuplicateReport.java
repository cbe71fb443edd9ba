package io.stocktake.planner.compare.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.request.KeyMapping;
import io.stocktake.planner.source.WalkedFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lists files with the same content, as far as their contents are known anyway, in a CSV file: the
 * largest first, with a number for each group. Of empty files nothing is said. A content known by
 * an ETag in parts is found again only in files known by the same. Sorted by way of files.
 */
public final class DuplicateReport implements Closeable {
  private static final int ROWS_IN_MEMORY = 50_000;

  private static final Comparator<PlanRow> BY_CONTENT =
      Comparator.comparingLong(PlanRow::size)
          .reversed()
          .thenComparing(row -> row.content().orElseThrow().value())
          .thenComparing(PlanRow::path);

  private final Path file;
  private final Path unfinished;
  private final KeyMapping mapping;
  private final ExternalSorter<PlanRow> sorter;
  private final Writer out;
  private final CsvWriter csv;
  private final LongAdder empty = new LongAdder();
  private PlanRow last;
  private boolean inGroup;
  private long known;
  private long groups;
  private long members;
  private long copyBytes;

  /**
   * Begins a report beside the file it will be.
   *
   * @throws StocktakeException if the file is there already, or cannot be made
   */
  public DuplicateReport(Path file, Path scratch, KeyMapping mapping) throws IOException {
    this.file = file;
    this.unfinished = Path.of(file + ".unfinished");
    this.mapping = mapping;
    if (Files.exists(file)) {
      throw StocktakeException.usage(
          FailureCode.DUPLICATES_UNUSABLE,
          "the file " + file + " for the list of duplicates exists already");
    }
    this.sorter = PlanRowCodec.sorter(scratch.resolve("duplicates"), ROWS_IN_MEMORY, BY_CONTENT);
    try {
      this.out = Files.newBufferedWriter(unfinished);
    } catch (IOException e) {
      throw StocktakeException.usage(
          FailureCode.DUPLICATES_UNUSABLE,
          "the file "
              + unfinished
              + " for the list of duplicates cannot be made: "
              + SystemErrors.reason(e));
    }
    this.csv = CsvWriter.builder().build(out);
    csv.writeRecord("group", "size", "content", "path", "key");
  }

  /** Takes a file; by any thread, and a file whose content was learnt late a second time. */
  public void add(WalkedFile walked, Optional<ETag> content) throws IOException {
    if (walked.size() == 0) {
      empty.increment();
    } else if (content.isPresent()) {
      sorter.add(
          new PlanRow(
              Action.NONE,
              Reason.SAME,
              new ObjectKey(mapping.key(walked.name())),
              walked.name(),
              walked.size(),
              Optional.empty(),
              content,
              Guard.none(),
              Optional.empty()));
    }
  }

  /**
   * Puts the file in its place.
   *
   * @return a sentence with the totals
   */
  public String finish() throws IOException {
    try {
      sorter.drain(this::row);
      csv.flush();
      out.close();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Files.move(unfinished, file);
    return String.format(
        Locale.ROOT,
        "Of the files whose content is known, %,d in %,d groups have the same content as others;"
            + " the copies occupy %,d bytes. They are listed in %s.",
        members,
        groups,
        copyBytes,
        file);
  }

  /** Of so many files, those whose content is not known. */
  public long unknown(long files) {
    return files - empty.sum() - known;
  }

  private void row(PlanRow row) {
    boolean same =
        last != null && last.size() == row.size() && last.content().equals(row.content());
    if (same && last.path().equals(row.path())) {
      return;
    }
    known++;
    if (same && !inGroup) {
      groups++;
      write(last);
    }
    if (same) {
      copyBytes += row.size();
      write(row);
    }
    inGroup = same;
    last = row;
  }

  private void write(PlanRow row) {
    members++;
    csv.writeRecord(
        Long.toString(groups),
        Long.toString(row.size()),
        row.content().orElseThrow().value(),
        row.path(),
        row.key().value());
  }

  @Override
  public void close() throws IOException {
    try (sorter) {
      out.close();
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
