package io.stocktake.lab.reports;

import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.manifest.Task;
import java.util.regex.Pattern;

/** How a task ended, as its row in the report says it. */
public record Outcome(boolean succeeded, int status, String code, String message) {
  private static final Pattern QUOTED = Pattern.compile("[,\"\\r\\n]");

  /** A task that was done. */
  public static Outcome success(String message) {
    return new Outcome(true, 200, "", message);
  }

  /** A task that was refused. */
  public static Outcome refused(S3Exception e) {
    return new Outcome(false, e.error().status(), e.error().code(), e.getMessage());
  }

  /**
   * A task of those that no request of S3 stands for: such fail under a 200 and a code of their
   * own, and say the rest in the message, as rows of real reports do.
   */
  public static Outcome failed(Task task, S3Exception e) {
    String message =
        "error details: {\"failureMessage\":\"Task %s %s\", \"errorCode\": \"%d\"}"
            .formatted(task.id(), e.getMessage().replace("\"", "\\\""), e.error().status());
    return new Outcome(false, 200, "PermanentFailure", message);
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
        quoted(message));
  }

  private static String quoted(String field) {
    return QUOTED.matcher(field).find() ? '"' + field.replace("\"", "\"\"") + '"' : field;
  }
}
