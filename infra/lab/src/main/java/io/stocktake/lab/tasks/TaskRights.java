package io.stocktake.lab.tasks;

import io.stocktake.lab.http.Caller;
import io.stocktake.lab.http.Right;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.manifest.Task;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.store.Store;
import java.util.Optional;

/**
 * The rights that a job's role needs for a task. Source: Amazon S3 User Guide, "Granting
 * permissions for Batch Operations".
 */
public final class TaskRights {
  private final Store store;

  /** Rights on the objects of a store. */
  public TaskRights(Store store) {
    this.store = store;
  }

  /**
   * Requires them.
   *
   * @param operation the element that names the operation in CreateJob
   * @throws io.stocktake.lab.http.S3Exception AccessDenied
   */
  public void require(Caller role, XmlNode operation, Task task) {
    switch (operation.name()) {
      case "S3PutObjectTagging" -> version(role, task, "PutObjectTagging");
      case "S3DeleteObjectTagging" -> version(role, task, "DeleteObjectTagging");
      case "S3PutObjectCopy" -> copy(role, CopyParameters.of(operation), task);
      case "S3InitiateRestoreObject" -> current(role, task, "RestoreObject");
      case "S3ComputeObjectChecksum" -> {
        version(role, task, "GetObject");
        current(role, task, "RestoreObject");
      }
      case "S3PutObjectAcl" -> version(role, task, "PutObjectAcl");
      case "S3PutObjectLegalHold" -> current(role, task, "PutObjectLegalHold");
      case "S3PutObjectRetention" -> {
        current(role, task, "PutObjectRetention");
        if (operation.value("BypassGovernanceRetention").orElse("").equals("true")) {
          current(role, task, "BypassGovernanceRetention");
        }
      }
      case "LambdaInvoke", "S3ReplicateObject", "S3UpdateObjectEncryption" -> {
        // the lab does none of them
      }
      default -> throw new IllegalStateException("no rights are known for " + operation.name());
    }
  }

  private void copy(Caller role, CopyParameters parameters, Task task) {
    version(role, task, "GetObject");
    String key = parameters.targetKey(task.key());
    role.require(Right.onObject("PutObject", parameters.bucket(), key));
    Optional<ObjectVersion> source =
        store.bucket(task.bucket()).version(task.key(), task.versionId());
    boolean tagged = source.isPresent() && !source.get().tags().isEmpty();
    if (parameters.tags().isEmpty() && tagged) {
      version(role, task, "GetObjectTagging");
    }
    if (parameters.tags().map(tags -> !tags.isEmpty()).orElse(tagged)) {
      role.require(Right.onObject("PutObjectTagging", parameters.bucket(), key));
    }
  }

  private static void current(Caller role, Task task, String action) {
    role.require(Right.onObject(action, task.bucket(), task.key()));
  }

  /**
   * A version has an action of its own: {@code GetObjectTagging}, {@code GetObjectVersionTagging}.
   */
  private static void version(Caller role, Task task, String action) {
    boolean named = task.versionId().isPresent();
    current(role, task, named ? action.replaceFirst("Object", "ObjectVersion") : action);
  }
}
