package io.stocktake.manifests.bundle;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A sealed plan on disk, opened for reading. */
public final class PlanBundle {
  static final String JSON = "plan.json";
  static final String SEAL = "plan.json.sha256";

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

  /**
   * Opens a bundle and checks {@code plan.json} against its seal.
   *
   * @throws StocktakeException if there is no complete plan or it was altered
   */
  public static PlanBundle open(Path directory) throws IOException {
    try {
      byte[] json = Files.readAllBytes(directory.resolve(JSON));
      String seal = Files.readString(directory.resolve(SEAL)).strip();
      String digest = Digests.hex(Digests.sha256().digest(json));
      if (!digest.equals(seal)) {
        throw altered(directory, JSON);
      }
      return new PlanBundle(directory.toAbsolutePath().normalize(), digest, PlanJson.read(json));
    } catch (NoSuchFileException e) {
      throw StocktakeException.usage(
          directory + " holds no complete plan (" + e.getFile() + " is missing)");
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw StocktakeException.usage(
          directory.resolve(JSON)
              + " is not a plan this version understands: "
              + e.getOriginalMessage());
    }
  }

  /** The bundle's directory. */
  public Path directory() {
    return directory;
  }

  /** What {@code plan.json} says. */
  public Plan plan() {
    return plan;
  }

  /** Hex SHA-256 of {@code plan.json}, which names this plan for good. */
  public String digest() {
    return digest;
  }

  /**
   * Reads every part and compares it with its digest.
   *
   * @throws StocktakeException of kind REFUSED if a part is missing or was altered
   */
  public void verify() throws IOException {
    for (Plan.Part part : plan.parts()) {
      verify(part);
    }
    verify(plan.problems());
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
    try (PartReader<Problem> problems = new PartReader<>(file, PlanCsv::readProblem)) {
      boolean more = true;
      while (more && problems.hasNext()) {
        more = sink.accept(problems.next());
      }
    }
  }

  private void verify(Plan.Part part) throws IOException {
    Path file = directory.resolve(part.name());
    if (!Files.isRegularFile(file) || !Digests.sha256(file).equals(part.sha256())) {
      throw altered(directory, part.name());
    }
  }

  private static StocktakeException altered(Path directory, String name) {
    return StocktakeException.refused(
        directory.resolve(name)
            + " was altered after the plan was sealed; nothing was done: make a new plan");
  }
}
