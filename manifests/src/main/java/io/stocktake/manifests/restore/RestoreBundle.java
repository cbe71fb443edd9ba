package io.stocktake.manifests.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.BundleDirectory;
import io.stocktake.manifests.bundle.PartReader;
import io.stocktake.manifests.bundle.ProblemCounts;
import io.stocktake.manifests.bundle.ProblemCsv;
import io.stocktake.manifests.bundle.SealedRows;
import io.stocktake.manifests.io.Json;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** A sealed restore plan on disk, opened for reading. */
public final class RestoreBundle implements SealedRows {
  static final String JSON = BundleDirectory.RESTORE_JSON;

  /** Takes the rows of a restore plan, one by one. */
  @FunctionalInterface
  public interface RowConsumer {
    /**
     * Takes one row.
     *
     * @param ordinal the row's number in the plan, from 0
     * @param row the row
     * @return whether to go on
     */
    boolean accept(long ordinal, RestoreRow row) throws IOException;
  }

  /** Takes the problems of a restore plan, one by one. */
  @FunctionalInterface
  public interface ProblemConsumer {
    /** Takes one problem and says whether to go on. */
    boolean accept(Problem problem) throws IOException;
  }

  private final Path directory;
  private final String digest;
  private final RestorePlan plan;

  private RestoreBundle(Path directory, String digest, RestorePlan plan) {
    this.directory = directory;
    this.digest = digest;
    this.plan = plan;
  }

  /** Whether a directory is a restore plan, and not one that writes to S3. */
  public static boolean isOne(Path directory) {
    return Files.exists(directory.resolve(JSON));
  }

  /**
   * Opens a bundle and checks {@code restore.json} against its seal.
   *
   * @throws StocktakeException if there is no complete plan or it was altered
   */
  public static RestoreBundle open(Path directory) throws IOException {
    BundleDirectory.Sealed sealed = BundleDirectory.open(directory, JSON);
    try {
      RestorePlan plan = Json.STRICT.readValue(sealed.json(), RestorePlan.class);
      if (!plan.format().equals(RestorePlan.FORMAT)) {
        throw StocktakeException.usage(
            directory.resolve(JSON)
                + " is of the format "
                + plan.format()
                + ", which this version does not know");
      }
      return new RestoreBundle(directory.toAbsolutePath().normalize(), sealed.digest(), plan);
    } catch (JsonProcessingException e) {
      throw StocktakeException.usage(
          directory.resolve(JSON)
              + " is not a restore plan this version understands: "
              + e.getOriginalMessage());
    }
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public long rowCount() {
    return plan.rows();
  }

  /** What {@code restore.json} says. */
  public RestorePlan plan() {
    return plan;
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
    BundleDirectory.verify(directory, plan.problems());
  }

  /** Reads the rows in order, until the consumer has enough. */
  public void rows(RowConsumer consumer) throws IOException {
    long ordinal = 0;
    boolean more = true;
    for (Plan.Part part : plan.parts()) {
      Path file = directory.resolve(part.name());
      try (PartReader<RestoreRow> rows = new PartReader<>(file, RestoreCsv::read)) {
        while (more && rows.hasNext()) {
          more = consumer.accept(ordinal++, rows.next());
        }
      }
    }
  }

  /** Counts the problems by kind, in constant memory. */
  public ProblemCounts problemCounts() throws IOException {
    Map<Problem.Kind, Long> kinds = new EnumMap<>(Problem.Kind.class);
    problems(
        problem -> {
          kinds.merge(problem.kind(), 1L, Long::sum);
          return true;
        });
    return new ProblemCounts(kinds);
  }

  /** Reads the problems, until the consumer has enough. */
  public void problems(ProblemConsumer consumer) throws IOException {
    Path file = directory.resolve(plan.problems().name());
    try (PartReader<Problem> problems = new PartReader<>(file, ProblemCsv::read)) {
      boolean more = true;
      while (more && problems.hasNext()) {
        more = consumer.accept(problems.next());
      }
    }
  }
}
