package io.stocktake.manifests.bundle;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * Reads some of a plan's rows, in order, from any of them on. It finds its first row by the counts
 * of rows in {@code plan.json}, and passes over those before it in the same part.
 */
public final class PlanCursor implements Closeable {
  private final Path directory;
  private final Iterator<Plan.Part> parts;
  private final long end;
  private long ordinal;
  private Plan.Part part;
  private PartReader<PlanRow> reader;

  /** Rows of the part that were not read. */
  private long left;

  /**
   * Stands before a row.
   *
   * @param from the ordinal of the first row to be read
   * @param to the ordinal behind that of the last
   */
  PlanCursor(Path directory, List<Plan.Part> parts, long from, long to) {
    long rows = parts.stream().mapToLong(Plan.Part::rows).sum();
    if (from < 0 || from > to || to > rows) {
      throw new IllegalArgumentException("no rows " + from + " to " + to + " of " + rows);
    }
    this.directory = directory;
    this.parts = parts.iterator();
    this.ordinal = from;
    this.end = to;
  }

  /** Whether there is another row. */
  public boolean hasNext() {
    return ordinal < end;
  }

  /** The next row's number in the plan, from 0. */
  public long ordinal() {
    return ordinal;
  }

  /**
   * The next row.
   *
   * @throws StocktakeException if a part is not readable, or has not the rows it should have
   */
  public PlanRow next() throws IOException {
    if (reader == null) {
      seek();
    }
    while (left == 0) {
      close();
      open(parts.next(), 0);
    }
    PlanRow row = checked().next();
    ordinal++;
    left--;
    if (left == 0 && reader.hasNext()) {
      throw miscounted();
    }
    return row;
  }

  private void seek() throws IOException {
    long before = ordinal;
    Plan.Part first = parts.next();
    while (before >= first.rows()) {
      before -= first.rows();
      first = parts.next();
    }
    open(first, before);
  }

  private void open(Plan.Part next, long passed) throws IOException {
    part = next;
    left = next.rows() - passed;
    reader = new PartReader<>(directory.resolve(next.name()), PlanCsv::readRow, passed);
  }

  private PartReader<PlanRow> checked() throws IOException {
    if (!reader.hasNext()) {
      throw miscounted();
    }
    return reader;
  }

  private StocktakeException miscounted() {
    return StocktakeException.usage(
        directory.resolve(part.name())
            + " has not the "
            + part.rows()
            + " rows that plan.json counts: make a new plan");
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
  }
}
