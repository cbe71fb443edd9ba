package io.stocktake.lab.tasks;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.ingest.Ingest;
import io.stocktake.lab.manifest.Task;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.objects.ObjectCopier;
import io.stocktake.lab.objects.ObjectRestores;
import io.stocktake.lab.objects.ObjectWriter;
import io.stocktake.lab.objects.TagSet;
import io.stocktake.lab.objects.Versions;
import io.stocktake.lab.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Makes operations of the elements that name them in CreateJob. */
public final class TaskOperations {
  private static final Set<String> PRETENDED =
      Set.of("LambdaInvoke", "S3ReplicateObject", "S3UpdateObjectEncryption");

  private final Store store;
  private final Clock clock;
  private final ObjectRestores restores;
  private final BooleanSupplier pretends;
  private final ObjectCopier copier;

  /**
   * Operations on the objects of a store.
   *
   * @param pretends whether what the lab cannot do is taken on all the same, since tasks have
   *     outcomes that were made up for them
   */
  public TaskOperations(
      Store store, Clock clock, ObjectRestores restores, BooleanSupplier pretends) {
    this.store = store;
    this.clock = clock;
    this.restores = restores;
    this.pretends = pretends;
    Ingest ingest = new Ingest(store.blobs());
    this.copier = new ObjectCopier(store, ingest, new ObjectWriter(store, ingest, clock));
  }

  /**
   * The operation of a job.
   *
   * @param element the one member of the Operation element
   * @throws S3Exception BadRequestException if its parameters are not right; NotImplemented if the
   *     lab does not have it
   */
  public TaskOperation of(XmlNode element) {
    try {
      return make(element);
    } catch (S3Exception e) {
      throw e.error() == S3Error.NOT_IMPLEMENTED
          ? e
          : new S3Exception(S3Error.BAD_REQUEST_EXCEPTION, e.getMessage());
    }
  }

  private TaskOperation make(XmlNode element) {
    return switch (element.name()) {
      case "S3PutObjectTagging" -> tagging(TagSet.of(members(element, "TagSet")));
      case "S3DeleteObjectTagging" -> tagging(Map.of());
      case "S3PutObjectCopy" -> new CopyTask(store, copier, CopyParameters.of(element), clock);
      case "S3InitiateRestoreObject" -> restore(element);
      case "S3ComputeObjectChecksum" -> ChecksumTask.of(store, element);
      case "S3PutObjectAcl" -> acl(element);
      case "S3PutObjectLegalHold" -> new LockTasks(store, clock).legalHold(element);
      case "S3PutObjectRetention" -> new LockTasks(store, clock).retention(element);
      default -> pretended(element.name());
    };
  }

  private TaskOperation pretended(String kind) {
    if (!PRETENDED.contains(kind)) {
      throw new S3Exception(S3Error.BAD_REQUEST_EXCEPTION, "No such operation: " + kind);
    }
    if (!pretends.getAsBoolean()) {
      throw S3Exception.notImplemented(kind);
    }
    return task -> {
      throw S3Exception.notImplemented(kind);
    };
  }

  static List<XmlNode> members(XmlNode parent, String name) {
    return parent.find(name).map(list -> list.all("member")).orElse(List.of());
  }

  private TaskOperation tagging(Map<String, String> tags) {
    return task -> {
      store
          .bucket(task.bucket())
          .retag(
              task.key(),
              task.versionId(),
              tags,
              found -> Versions.requireObject(found, task.key(), task.versionId()));
      return TaskOperation.SUCCESS;
    };
  }

  private TaskOperation restore(XmlNode element) {
    String tier = element.value("GlacierJobTier").orElse("STANDARD");
    if (!tier.matches("BULK|STANDARD")) {
      throw new S3Exception(S3Error.BAD_REQUEST_EXCEPTION, "Invalid GlacierJobTier: " + tier);
    }
    Optional<String> days = element.value("ExpirationInDays");
    if (days.filter(text -> !text.matches("[1-9]\\d{0,8}")).isPresent()) {
      throw new S3Exception(S3Error.BAD_REQUEST_EXCEPTION, "ExpirationInDays must be at least 1");
    }
    Optional<Integer> wanted = days.map(Integer::valueOf);
    return task -> {
      restores.initiate(store.bucket(task.bucket()), task.key(), task.versionId(), wanted);
      return TaskOperation.SUCCESS;
    };
  }

  /** Grants of other sorts than canned ones are refused by every bucket here. */
  private TaskOperation acl(XmlNode element) {
    boolean harmless =
        element
            .find("AccessControlPolicy")
            .flatMap(policy -> policy.value("CannedAccessControlList"))
            .map(CannedAcl::isHarmless)
            .orElse(false);
    return task -> {
      find(store, task);
      CannedAcl.require(harmless);
      return TaskOperation.SUCCESS;
    };
  }

  /** The version a task means. */
  static ObjectVersion find(Store store, Task task) {
    return Versions.find(store.bucket(task.bucket()), task.key(), task.versionId());
  }

  /**
   * Jobs have no customer's key to read an object with.
   *
   * @throws S3Exception InvalidRequest
   */
  static void refuseCustomerKey(ObjectVersion version) {
    if (version.attributes().encryption().customer()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST, "SSE-C encryption type is not supported for this operation");
    }
  }
}
