package io.stocktake.manifests.bundle;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a plan bundle. Problems may come from several threads; rows come from one, in {@link
 * PlanRow#ORDER}.
 */
public final class PlanWriter implements Closeable {
  /** Rows a part holds at most: a size that spreadsheets still open. */
  public static final int ROWS_PER_PART = 1_000_000;

  private record Group(Action action, Reason reason) {}

  private static final class Sum {
    private long rows;
    private long bytes;
  }

  private final BundleDirectory directory;
  private final String suffix;
  private final long rowsPerPart;
  private final PartWriter problems;
  private final List<Plan.Part> parts = new ArrayList<>();
  private final Map<Group, Sum> sums =
      new TreeMap<>(Comparator.comparing(Group::action).thenComparing(Group::reason));
  private PartWriter part;
  private PlanRow previous;
  private boolean attributes;

  private PlanWriter(
      Path target, boolean gzip, long rowsPerPart, BundleDirectory.Force force, boolean isPrivate)
      throws IOException {
    this.suffix = gzip ? ".csv.gz" : ".csv";
    this.rowsPerPart = rowsPerPart;
    this.directory = new BundleDirectory(target, force, isPrivate);
    this.problems = directory.part("problems" + suffix, ProblemCsv.COLUMNS);
  }

  /**
   * Begins a bundle that will become {@code target}.
   *
   * @param target a directory that does not exist yet, or is empty
   * @param gzip whether to compress the CSV parts
   * @throws StocktakeException if something is in the way
   */
  public static PlanWriter create(Path target, boolean gzip) throws IOException {
    return create(target, gzip, ROWS_PER_PART);
  }

  /** As {@link #create(Path, boolean)}, with other rows a part than {@link #ROWS_PER_PART}. */
  public static PlanWriter create(Path target, boolean gzip, long rowsPerPart) throws IOException {
    return create(target, gzip, rowsPerPart, FileTrees::force);
  }

  /** Begins a bundle, not compressed, with a directory that only its owner may read. */
  public static PlanWriter createPrivate(Path target) throws IOException {
    return new PlanWriter(target, false, ROWS_PER_PART, FileTrees::force, true);
  }

  /** As above, with another way to the disk. */
  static PlanWriter create(Path target, boolean gzip, long rowsPerPart, BundleDirectory.Force force)
      throws IOException {
    return new PlanWriter(target, gzip, rowsPerPart, force, false);
  }

  /** A directory for the planner's own temporary files; gone when the plan is sealed. */
  public Path scratch() {
    return directory.scratch();
  }

  /**
   * A directory for the files of the catalogue, which the draft that is sealed must name; made when
   * it is asked for.
   */
  public Path catalogue() throws IOException {
    return directory.catalogue();
  }

  /** Lists a problem. */
  public synchronized void problem(Problem problem) {
    problems.write(ProblemCsv.write(problem));
  }

  /** Gives rows a column for the attributes of files; to be called before the first row. */
  public void keepAttributes(boolean kept) {
    attributes = kept;
  }

  /** Adds a row, which must come after the one before it. */
  public void row(PlanRow row) throws IOException {
    if (previous != null && PlanRow.ORDER.compare(previous, row) >= 0) {
      throw new IllegalStateException("row " + row.key() + " after " + previous.key());
    }
    if (row.attributes().isPresent() && !attributes) {
      throw new IllegalStateException("attributes of " + row.key() + " have no column");
    }
    previous = row;
    if (part == null) {
      String name = String.format("changes-%05d%s", parts.size() + 1, suffix);
      part = directory.part(name, PlanCsv.columns(attributes));
    }
    part.write(PlanCsv.write(row, attributes));
    Sum sum = sums.computeIfAbsent(new Group(row.action(), row.reason()), g -> new Sum());
    sum.rows++;
    sum.bytes += row.size();
    if (part.rows() == rowsPerPart) {
      finishPart();
    }
  }

  /**
   * Completes the bundle: the parts, then {@code plan.json} with their digests, then the digest of
   * {@code plan.json}, then the name.
   */
  public Plan seal(Plan draft) throws IOException {
    try {
      finishPart();
      directory.forceCatalogue(draft.catalogue());
      Plan plan = draft.sealed(totals(), List.copyOf(parts), problems.finish());
      directory.seal(PlanBundle.JSON, PlanJson.write(plan));
      return plan;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Without a seal before it, removes all that was written. */
  @Override
  public void close() throws IOException {
    if (directory.isSealed()) {
      return;
    }
    try {
      problems.close();
      if (part != null) {
        part.close();
      }
    } catch (IOException | UncheckedIOException e) {
      // The disk may be full; what matters is that the files go.
    } finally {
      directory.close();
    }
  }

  private void finishPart() throws IOException {
    if (part != null) {
      parts.add(part.finish());
      part = null;
    }
  }

  private List<Plan.Total> totals() {
    return sums.entrySet().stream()
        .map(
            e ->
                new Plan.Total(
                    e.getKey().action(),
                    e.getKey().reason(),
                    e.getValue().rows,
                    e.getValue().bytes))
        .toList();
  }
}
