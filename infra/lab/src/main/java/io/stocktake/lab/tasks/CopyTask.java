package io.stocktake.lab.tasks;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.manifest.Task;
import io.stocktake.lab.model.Attributes;
import io.stocktake.lab.model.Encryption;
import io.stocktake.lab.model.ObjectLock;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.objects.ObjectCopier;
import io.stocktake.lab.objects.ObjectHeaders;
import io.stocktake.lab.objects.ObjectReader;
import io.stocktake.lab.objects.Versions;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Guard;
import io.stocktake.lab.store.Store;
import java.io.IOException;
import java.time.Clock;

/** S3PutObjectCopy. What is at the destination is overwritten without a question. */
final class CopyTask implements TaskOperation {
  private final Store store;
  private final ObjectCopier copier;
  private final CopyParameters parameters;
  private final Clock clock;

  CopyTask(Store store, ObjectCopier copier, CopyParameters parameters, Clock clock) {
    this.clock = clock;
    this.store = store;
    this.copier = copier;
    this.parameters = parameters;
  }

  @Override
  public String run(Task task) throws IOException {
    ObjectVersion source = TaskOperations.find(store, task);
    TaskOperations.refuseCustomerKey(source);
    requireConstraints(source);
    ObjectReader.requireReadable(source, clock.instant());
    Bucket target = store.bucket(parameters.bucket());
    String key = parameters.targetKey(task.key());
    Versions.requireValidKey(key);
    requireChange(task, key);
    CannedAcl.require(parameters.acl());
    copier.copy(
        source,
        target,
        key,
        new ObjectCopier.Wanted(
            attributes(source),
            parameters.tags().orElse(source.tags()),
            ObjectLock.NONE,
            ObjectCopier.algorithm(source, parameters.checksumAlgorithm())),
        Guard.NONE);
    return SUCCESS;
  }

  private void requireConstraints(ObjectVersion source) {
    boolean tooOld =
        parameters.modifiedSince().map(t -> !source.modified().isAfter(t)).orElse(false);
    boolean tooNew =
        parameters.unmodifiedSince().map(t -> source.modified().isAfter(t)).orElse(false);
    if (tooOld || tooNew) {
      throw new S3Exception(S3Error.PRECONDITION_FAILED);
    }
  }

  private void requireChange(Task task, String key) {
    boolean same = task.bucket().equals(parameters.bucket()) && task.key().equals(key);
    if (same && task.versionId().isEmpty() && !parameters.changesObject()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "This copy request is illegal because it is trying to copy an object to itself without"
              + " changing the object's metadata, storage class, website redirect location or"
              + " encryption attributes.");
    }
  }

  private Attributes attributes(ObjectVersion source) {
    Attributes described = parameters.replaced().orElse(source.attributes());
    ObjectHeaders.requireSmall(described.metadata());
    return new Attributes(
        parameters.storageClass(),
        parameters.encryption().orElse(Encryption.SSE_S3),
        described.headers(),
        described.metadata());
  }
}
