package io.stocktake.lab;

import io.stocktake.lab.http.Query;
import io.stocktake.lab.jobs.JobFaults;
import io.stocktake.lab.reports.Outcome;
import java.time.Duration;

/**
 * The parameters of {@code POST /_lab/jobs/faults}, of which each sets what it names and leaves the
 * rest: {@code task-millis}, {@code tasks-per-second}, {@code prepare-millis}, {@code
 * report-millis}, {@code restore-millis}, {@code describe-misses}, {@code fail-keys} (a regular
 * expression) and {@code fail-share} (0 to 1), both with {@code code}, and {@code end-keys} (a
 * regular expression) with the columns that the rows are to have: {@code succeeded} (true or
 * false), {@code status}, {@code code} and {@code message}.
 */
final class JobFaultCalls {
  private JobFaultCalls() {}

  static void set(JobFaults faults, Query query) {
    for (Query.Parameter parameter : query.parameters()) {
      set(faults, parameter, query.get("code").orElse("InternalError"));
    }
    query.get("end-keys").ifPresent(keys -> faults.endKeys(keys, outcome(query)));
  }

  private static Outcome outcome(Query query) {
    return new Outcome(
        Boolean.parseBoolean(query.text("succeeded")),
        query.number("status", 200),
        query.text("code"),
        query.text("message"));
  }

  private static void set(JobFaults faults, Query.Parameter parameter, String code) {
    String value = parameter.value();
    switch (parameter.name()) {
      case "task-millis" -> faults.slowTasks(millis(value));
      case "tasks-per-second" ->
          faults.slowTasks(Duration.ofSeconds(1).dividedBy(Long.parseLong(value)));
      case "prepare-millis" -> faults.slowPreparation(millis(value));
      case "report-millis" -> faults.lateReports(millis(value));
      case "restore-millis" -> faults.slowRestores(millis(value));
      case "describe-misses" -> faults.missDescribes(Integer.parseInt(value));
      case "fail-keys" -> faults.failKeys(value, code);
      case "fail-share" -> faults.failShare(Double.parseDouble(value), code);
      case "code", "end-keys", "succeeded", "status", "message" -> {
        // read together
      }
      default -> throw new IllegalArgumentException("no such fault: " + parameter.name());
    }
  }

  private static Duration millis(String text) {
    return Duration.ofMillis(Long.parseLong(text));
  }
}
