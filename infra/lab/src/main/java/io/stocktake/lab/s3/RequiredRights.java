package io.stocktake.lab.s3;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Right;
import io.stocktake.lab.objects.CopySource;
import java.util.ArrayList;
import java.util.List;

/**
 * The rights that a request needs before it is processed. Source: Service Authorization Reference,
 * "Actions, resources, and condition keys for Amazon S3", and the Permissions section of each
 * operation in the API Reference. What depends on more than the request is required by its handler:
 * the keys of DeleteObjects, the tags of a copy's source, the role of a job.
 */
final class RequiredRights {
  private final Request request;
  private final String region;
  private final List<Right> rights = new ArrayList<>();

  private RequiredRights(Request request, String region) {
    this.request = request;
    this.region = region;
  }

  /** The rights that a request needs. */
  static List<Right> of(Operation operation, Request request, String region) {
    RequiredRights required = new RequiredRights(request, region);
    required.add(operation);
    return required.rights;
  }

  private void add(Operation operation) {
    switch (operation) {
      case LIST_BUCKETS -> rights.add(new Right("s3:ListAllMyBuckets", "*"));
      case CREATE_BUCKET -> {
        bucket("CreateBucket");
        if (header("x-amz-bucket-object-lock-enabled").equals("true")) {
          bucket("PutBucketObjectLockConfiguration");
          bucket("PutBucketVersioning");
        }
      }
      case DELETE_BUCKET, GET_BUCKET_LOCATION, GET_BUCKET_VERSIONING, PUT_BUCKET_VERSIONING ->
          bucket(operation.apiName());
      case HEAD_BUCKET, LIST_OBJECTS, LIST_OBJECTS_V2 -> bucket("ListBucket");
      case LIST_OBJECT_VERSIONS -> bucket("ListBucketVersions");
      case LIST_MULTIPART_UPLOADS -> bucket("ListBucketMultipartUploads");
      case GET_BUCKET_LIFECYCLE_CONFIGURATION -> bucket("GetLifecycleConfiguration");
      case PUT_BUCKET_LIFECYCLE_CONFIGURATION, DELETE_BUCKET_LIFECYCLE ->
          bucket("PutLifecycleConfiguration");
      case GET_BUCKET_INVENTORY_CONFIGURATION, LIST_BUCKET_INVENTORY_CONFIGURATIONS ->
          bucket("GetInventoryConfiguration");
      case PUT_BUCKET_INVENTORY_CONFIGURATION, DELETE_BUCKET_INVENTORY_CONFIGURATION ->
          bucket("PutInventoryConfiguration");
      case GET_OBJECT_LOCK_CONFIGURATION -> bucket("GetBucketObjectLockConfiguration");
      case PUT_OBJECT_LOCK_CONFIGURATION -> bucket("PutBucketObjectLockConfiguration");
      case GET_BUCKET_ENCRYPTION -> bucket("GetEncryptionConfiguration");
      case PUT_BUCKET_ENCRYPTION, DELETE_BUCKET_ENCRYPTION -> bucket("PutEncryptionConfiguration");
      case DELETE_OBJECTS -> {
        // for each key, when they are known
      }
      case GET_OBJECT, HEAD_OBJECT -> version("GetObject", "GetObjectVersion");
      case GET_OBJECT_ATTRIBUTES -> {
        version("GetObject", "GetObjectVersion");
        version("GetObjectAttributes", "GetObjectVersionAttributes");
      }
      case GET_OBJECT_TAGGING -> version("GetObjectTagging", "GetObjectVersionTagging");
      case PUT_OBJECT_TAGGING -> version("PutObjectTagging", "PutObjectVersionTagging");
      case DELETE_OBJECT_TAGGING -> version("DeleteObjectTagging", "DeleteObjectVersionTagging");
      case DELETE_OBJECT -> {
        version("DeleteObject", "DeleteObjectVersion");
        readOfGuard();
        bypass();
      }
      case GET_OBJECT_RETENTION, GET_OBJECT_LEGAL_HOLD, PUT_OBJECT_LEGAL_HOLD ->
          object(operation.apiName());
      case PUT_OBJECT_RETENTION -> {
        object(operation.apiName());
        bypass();
      }
      case RESTORE_OBJECT -> object("RestoreObject");
      case PUT_OBJECT, CREATE_MULTIPART_UPLOAD -> write();
      case COPY_OBJECT -> {
        source();
        write();
      }
      case UPLOAD_PART -> object("PutObject");
      case UPLOAD_PART_COPY -> {
        source();
        object("PutObject");
      }
      case COMPLETE_MULTIPART_UPLOAD -> {
        object("PutObject");
        readOfGuard();
      }
      case ABORT_MULTIPART_UPLOAD -> object("AbortMultipartUpload");
      case LIST_PARTS -> object("ListMultipartUploadParts");
      case CREATE_JOB, LIST_JOBS -> job("*", operation);
      case DESCRIBE_JOB,
          UPDATE_JOB_STATUS,
          UPDATE_JOB_PRIORITY,
          GET_JOB_TAGGING,
          PUT_JOB_TAGGING,
          DELETE_JOB_TAGGING ->
          job(request.key(), operation);
    }
  }

  private String header(String name) {
    return request.header(name).orElse("");
  }

  private void bucket(String action) {
    rights.add(Right.onBucket(action, request.bucket()));
  }

  private void object(String action) {
    rights.add(Right.onObject(action, request.bucket(), request.key()));
  }

  private void version(String current, String versioned) {
    object(request.query().text("versionId").isEmpty() ? current : versioned);
  }

  private void job(String id, Operation operation) {
    rights.add(
        new Right(
            "s3:" + operation.apiName(),
            "arn:aws:s3:%s:%s:job/%s".formatted(region, header("x-amz-account-id"), id)));
  }

  private void write() {
    object("PutObject");
    if (!header("x-amz-tagging").isEmpty()) {
      object("PutObjectTagging");
    }
    if (!header("x-amz-object-lock-mode").isEmpty()) {
      object("PutObjectRetention");
    }
    if (!header("x-amz-object-lock-legal-hold").isEmpty()) {
      object("PutObjectLegalHold");
    }
    readOfGuard();
  }

  /** A condition on an ETag tells what is there; one on anything or nothing does not. */
  private void readOfGuard() {
    String match = header("If-Match");
    if (!match.isEmpty() && !match.equals("*")) {
      object("GetObject");
    }
  }

  private void bypass() {
    if (header("x-amz-bypass-governance-retention").equals("true")) {
      object("BypassGovernanceRetention");
    }
  }

  private void source() {
    CopySource source = CopySource.of(request);
    String action = source.versionId().isEmpty() ? "GetObject" : "GetObjectVersion";
    rights.add(Right.onObject(action, source.bucket(), source.key()));
  }
}
