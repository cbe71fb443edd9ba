package io.stocktake.executor.report;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.journal.status.PlanStatus;
import java.io.IOException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts why rows were not done: by the store's error code, or by the row's detail without figures
 * if there is none. Holds a bounded number of reasons.
 */
public final class Reasons {
  /** Reasons told apart; rows of any further one are counted together. */
  private static final int MOST = 1_000;

  /** How many of the commonest are shown. */
  private static final int SHOWN = 10;

  private static final int MOST_TEXT = 300;

  /** How what is told of a row names the store's code: {@code (Code: text)}, {@code 403 Code}. */
  private static final Pattern CODE =
      Pattern.compile("(?:\\(|answered |[0-9]{3} )([A-Z][A-Za-z0-9.]+)(?=[:)]|$)");

  private static final Pattern FIGURES = Pattern.compile("[0-9]+");

  /** Error codes of S3 that pass by themselves. */
  private static final Set<String> PASSING =
      Set.of(
          "SlowDown",
          "ServiceUnavailable",
          "RequestTimeout",
          "Throttling",
          "ThrottlingException",
          "RequestLimitExceeded",
          "TooManyRequests",
          "TooManyRequestsException",
          "InternalError",
          "OperationAborted",
          "ConditionalRequestConflict");

  private static final Pattern PASSING_TEXT =
      Pattern.compile("cannot be reached|no answer came|answered (?:429|50[0234]) without");

  /** What is not worth a reason: the row was done. */
  private static final Set<Outcome> GOOD = Set.of(Outcome.DONE, Outcome.ALREADY_DONE);

  private final Map<String, Reason> counted = new HashMap<>();

  /**
   * One reason.
   *
   * @param outcome what became of the rows
   * @param code the store's error code; empty where it gave none
   * @param example what is told of one of the rows
   * @param rows how many there are
   */
  public record Reason(Outcome outcome, String code, String example, long rows) {
    private Reason and(long more) {
      return new Reason(outcome, code, example, rows + more);
    }

    /** Whether the same request may succeed later, with nothing changed. */
    boolean isPassing() {
      return PASSING.contains(code) || (code.isEmpty() && PASSING_TEXT.matcher(example).find());
    }

    private Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("outcome", outcome.code());
      json.put("code", code);
      json.put("rows", rows);
      json.put("example", example);
      return json;
    }
  }

  /** The reasons of a plan's rows, of all its runs. */
  public static Reasons of(PlanStatus status) throws IOException {
    Reasons reasons = new Reasons();
    reasons.add(status);
    return reasons;
  }

  /** Adds those of another plan's rows. */
  public void add(PlanStatus status) throws IOException {
    Map<Outcome, OutcomeCounts.Count> outcomes = new EnumMap<>(status.outcomes());
    outcomes.keySet().removeAll(GOOD);
    if (outcomes.values().stream().anyMatch(count -> count.rows() > 0)) {
      status.notDone(
          (ordinal, key, result) -> {
            add(result.outcome(), result.detail());
            return true;
          });
    }
  }

  private void add(Outcome outcome, String detail) {
    String text = detail.length() > MOST_TEXT ? detail.substring(0, MOST_TEXT) : detail;
    Matcher found = CODE.matcher(text);
    String code = found.find() ? found.group(1) : "";
    String same = code.isEmpty() ? FIGURES.matcher(text).replaceAll("0") : code;
    String kind = outcome.code() + " " + same;
    if (counted.size() >= MOST && !counted.containsKey(kind)) {
      kind = outcome.code();
      code = "";
      text = "other reasons";
    }
    counted.merge(kind, new Reason(outcome, code, text, 1), (known, one) -> known.and(1));
  }

  /** The commonest, the most rows first. */
  public List<Reason> commonest() {
    return counted.values().stream()
        .sorted(
            Comparator.comparingLong(Reason::rows)
                .reversed()
                .thenComparing(Reason::outcome)
                .thenComparing(Reason::code)
                .thenComparing(Reason::example))
        .limit(SHOWN)
        .toList();
  }

  /** Whether rows of an outcome may be done by the same request later, with nothing changed. */
  public boolean mayPass(Outcome outcome) {
    return counted.values().stream()
        .anyMatch(reason -> reason.outcome() == outcome && reason.isPassing());
  }

  /** The commonest, for a report. */
  public List<Map<String, Object>> json() {
    return commonest().stream().map(Reason::json).toList();
  }
}
