package io.stocktake.lab.reports;

import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.manifest.Task;
import java.util.regex.Pattern;

/** How a task ended, as its row in the report says it. */
public record Outcome(boolean succeeded, int status, String code, String message) {
  private static final Pattern BREAKS = Pattern.compile("[\\r\\n]+");

  /** A task that was done. */
  public static Outcome success(String message) {
    return new Outcome(true, 200, "", message);
  }

  /** A task that was refused. */
  public static Outcome refused(S3Exception e) {
    return new Outcome(false, e.error().status(), e.error().code(), e.getMessage());
  }

  /** The row without its end; the key stays encoded as the manifest has it. */
  String row(Task task) {
    return String.join(
        ",",
        quoted(task.bucket()),
        quoted(task.encodedKey()),
        quoted(task.versionId().orElse("")),
        succeeded ? "succeeded" : "failed",
        Integer.toString(status),
        quoted(code),
        quoted(BREAKS.matcher(message).replaceAll(" ")));
  }

  private static String quoted(String field) {
    boolean needed = field.indexOf(',') >= 0 || field.indexOf('"') >= 0;
    return needed ? '"' + field.replace("\"", "\"\"") + '"' : field;
  }
}
