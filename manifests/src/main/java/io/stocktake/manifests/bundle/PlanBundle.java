package io.stocktake.manifests.bundle;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A sealed plan on disk, opened for reading. */
public final class PlanBundle implements SealedRows {
  static final String JSON = "plan.json";

  /** Takes the rows of a plan, one by one. */
  @FunctionalInterface
  public interface RowSink {
    /**
     * Takes one row.
     *
     * @param ordinal the row's number in the plan, from 0
     * @param row the row
     * @return whether to go on
     */
    boolean accept(long ordinal, PlanRow row) throws IOException;
  }

  private final Path directory;
  private final String digest;
  private final Plan plan;

  private PlanBundle(Path directory, String digest, Plan plan) {
    this.directory = directory;
    this.digest = digest;
    this.plan = plan;
  }

  /** Whether a directory holds a bundle, sound or not. */
  public static boolean isOne(Path directory) {
    return Files.exists(directory.resolve(JSON));
  }

  /**
   * Opens a bundle and checks {@code plan.json} against its seal.
   *
   * @throws StocktakeException if there is no complete plan or it was altered
   */
  public static PlanBundle open(Path directory) throws IOException {
    BundleDirectory.Sealed sealed = BundleDirectory.open(directory, JSON);
    try {
      Plan plan = PlanJson.read(sealed.json());
      return new PlanBundle(directory.toAbsolutePath().normalize(), sealed.digest(), plan);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw StocktakeException.usage(
          directory.resolve(JSON)
              + " is not a plan this version understands: "
              + e.getOriginalMessage());
    }
  }

  @Override
  public Path directory() {
    return directory;
  }

  /** What {@code plan.json} says. */
  public Plan plan() {
    return plan;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public long rowCount() {
    return plan.rows();
  }

  /**
   * Reads every part and compares it with its digest.
   *
   * @throws StocktakeException of kind REFUSED if a part is missing or was altered
   */
  public void verify() throws IOException {
    for (Plan.Part part : plan.parts()) {
      BundleDirectory.verify(directory, part);
    }
    for (Plan.Part part : plan.catalogue()) {
      BundleDirectory.verify(catalogue(), part);
    }
    BundleDirectory.verify(directory, plan.problems());
  }

  /** The directory of the files of the catalogue, which is there if the plan names any. */
  public Path catalogue() {
    return directory.resolve(Plan.CATALOGUE);
  }

  /** Reads the rows in order, until the sink has enough. */
  public void rows(RowSink sink) throws IOException {
    try (PlanCursor rows = rows(0, plan.rows())) {
      boolean more = true;
      while (more && rows.hasNext()) {
        more = sink.accept(rows.ordinal(), rows.next());
      }
    } catch (UncheckedIOException e) {
      // A sink may write CSV, whose writer wraps what the disk says.
      throw e.getCause();
    }
  }

  /**
   * Some of the rows, one by one.
   *
   * @param from the ordinal of the first
   * @param to the ordinal behind that of the last
   */
  public PlanCursor rows(long from, long to) {
    return new PlanCursor(directory, plan.parts(), from, to);
  }

  /** Takes the problems of a plan, one by one. */
  @FunctionalInterface
  public interface ProblemSink {
    /** Takes one problem and says whether to go on. */
    boolean accept(Problem problem) throws IOException;
  }

  /** Reads the problems, until the sink has enough. */
  public void problems(ProblemSink sink) throws IOException {
    Path file = directory.resolve(plan.problems().name());
    try (PartReader<Problem> problems = new PartReader<>(file, ProblemCsv::read)) {
      boolean more = true;
      while (more && problems.hasNext()) {
        more = sink.accept(problems.next());
      }
    }
  }
}
