package io.stocktake.lab.tasks;

import io.stocktake.lab.manifest.Task;
import java.io.IOException;

/** What a job does to each of its objects. */
@FunctionalInterface
public interface TaskOperation {
  /** The message of a task that has nothing else to say. */
  String SUCCESS = "success";

  /**
   * Does it to one object.
   *
   * @return the result message
   * @throws io.stocktake.lab.http.S3Exception why it cannot be done
   */
  String run(Task task) throws IOException;

  /**
   * Whether a task is one request of S3's API, whose error is then that of the task. The others
   * fail as PermanentFailure under a 200.
   */
  default boolean isRequest() {
    return true;
  }
}
