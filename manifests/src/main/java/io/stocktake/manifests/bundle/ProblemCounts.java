package io.stocktake.manifests.bundle;

import io.stocktake.manifests.plan.Problem;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts of a plan's problems by kind; they go with the plan to every later step.
 *
 * @param kinds problems of each kind that there are any of
 */
public record ProblemCounts(Map<Problem.Kind, Long> kinds) {
  /** No problems. */
  public static final ProblemCounts NONE = new ProblemCounts(Map.of());

  public ProblemCounts {
    kinds = Collections.unmodifiableMap(kinds);
  }

  /** Reads the problems of a plan, in constant memory. */
  public static ProblemCounts of(PlanBundle bundle) throws IOException {
    if (bundle.plan().problems().rows() == 0) {
      return NONE;
    }
    Map<Problem.Kind, Long> kinds = new EnumMap<>(Problem.Kind.class);
    bundle.problems(
        problem -> {
          kinds.merge(problem.kind(), 1L, Long::sum);
          return true;
        });
    return new ProblemCounts(kinds);
  }

  /** These and others together. */
  public ProblemCounts plus(ProblemCounts others) {
    Map<Problem.Kind, Long> sum = new EnumMap<>(Problem.Kind.class);
    sum.putAll(kinds);
    others.kinds.forEach((kind, count) -> sum.merge(kind, count, Long::sum));
    return new ProblemCounts(sum);
  }

  /** Files, directories and names that were asked for and not compared. */
  public long missed() {
    return kinds.entrySet().stream()
        .filter(e -> e.getKey().missed())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Counts by the code of their kind. */
  public Map<String, Long> json() {
    Map<String, Long> json = new LinkedHashMap<>();
    kinds.forEach((kind, count) -> json.put(kind.code(), count));
    return json;
  }
}
