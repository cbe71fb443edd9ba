package io.stocktake.manifests.bundle;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.plan.Problem;
import java.util.List;

/** The columns of a bundle's list of problems, as CSV. */
public final class ProblemCsv {
  /** The header row. */
  public static final List<String> COLUMNS = List.of("path", "problem", "detail");

  private ProblemCsv() {}

  /** The fields of a record. */
  public static List<String> write(Problem problem) {
    return List.of(problem.path(), problem.kind().code(), problem.detail());
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException if its kind is not known
   */
  public static Problem read(NamedCsvRecord record) {
    return new Problem(
        record.getField("path"),
        CodedEnum.parse(Problem.Kind.class, record.getField("problem")),
        record.getField("detail"));
  }
}
