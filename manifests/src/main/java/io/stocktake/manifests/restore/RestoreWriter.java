package io.stocktake.manifests.restore;

import io.stocktake.manifests.bundle.BundleDirectory;
import io.stocktake.manifests.bundle.PartWriter;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.bundle.ProblemCsv;
import io.stocktake.manifests.io.Json;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Problem;
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
 * Writes a restore plan. Problems may come from several threads; rows come from one, in {@link
 * RestoreRow#ORDER}.
 */
public final class RestoreWriter implements Closeable {
  private record Group(RestoreAction action, RestoreReason reason) {}

  private static final class Sum {
    private long rows;
    private long bytes;
  }

  private final BundleDirectory directory;
  private final PartWriter problems;
  private final List<Plan.Part> parts = new ArrayList<>();
  private final Map<Group, Sum> sums =
      new TreeMap<>(Comparator.comparing(Group::action).thenComparing(Group::reason));
  private PartWriter part;
  private RestoreRow previous;
  private boolean sealed;

  private RestoreWriter(Path target) throws IOException {
    this.directory = BundleDirectory.create(target);
    this.problems = directory.part("problems.csv", ProblemCsv.COLUMNS);
  }

  /**
   * Begins a bundle that will become {@code target}.
   *
   * @param target a directory that does not exist yet, or is empty
   */
  public static RestoreWriter create(Path target) throws IOException {
    return new RestoreWriter(target);
  }

  /** A directory for temporary files; gone when the plan is sealed. */
  public Path scratch() {
    return directory.scratch();
  }

  /** Lists a problem. */
  public synchronized void problem(Problem problem) {
    problems.write(ProblemCsv.write(problem));
  }

  /** Adds a row, which must come after the one before it. */
  public void row(RestoreRow row) throws IOException {
    if (previous != null && RestoreRow.ORDER.compare(previous, row) >= 0) {
      throw new IllegalStateException("row " + row.path() + " after " + previous.path());
    }
    previous = row;
    if (part == null) {
      part = directory.part(String.format("files-%05d.csv", parts.size() + 1), RestoreCsv.COLUMNS);
    }
    part.write(RestoreCsv.write(row));
    Sum sum = sums.computeIfAbsent(new Group(row.action(), row.reason()), g -> new Sum());
    sum.rows++;
    sum.bytes += row.size();
    if (part.rows() == PlanWriter.ROWS_PER_PART) {
      finishPart();
    }
  }

  /** Completes the bundle. */
  public void seal(
      RestorePlan.Source source,
      RestorePlan.Target target,
      Plan.Inventory inventory,
      Map<String, String> options,
      RestoreStamp stamp)
      throws IOException {
    try {
      finishPart();
      RestorePlan plan =
          new RestorePlan(
              RestorePlan.FORMAT,
              stamp.created().toString(),
              stamp.tool(),
              source,
              target,
              inventory,
              new TreeMap<>(options),
              totals(),
              List.copyOf(parts),
              problems.finish(),
              stamp.notes());
      directory.seal(RestoreBundle.JSON, Json.STRICT.writeValueAsBytes(plan));
      sealed = true;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private List<RestorePlan.Total> totals() {
    return sums.entrySet().stream()
        .map(
            e ->
                new RestorePlan.Total(
                    e.getKey().action(),
                    e.getKey().reason(),
                    e.getValue().rows,
                    e.getValue().bytes))
        .toList();
  }

  private void finishPart() throws IOException {
    if (part != null) {
      parts.add(part.finish());
      part = null;
    }
  }

  /** Without a seal before it, removes all that was written. */
  @Override
  public void close() throws IOException {
    if (sealed) {
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
}
