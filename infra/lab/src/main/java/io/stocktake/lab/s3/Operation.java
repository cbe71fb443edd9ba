package io.stocktake.lab.s3;

import io.stocktake.lab.http.Query;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The operations of S3 that the lab has, each with the request that means it: method, level, the
 * query parameters it must have and those it may have. A request with a parameter that no operation
 * here takes is answered NotImplemented, never taken for something else.
 */
public enum Operation {
  LIST_BUCKETS("GET", Level.SERVICE, "", "prefix max-buckets continuation-token bucket-region"),

  CREATE_BUCKET("PUT", Level.BUCKET, "", ""),
  HEAD_BUCKET("HEAD", Level.BUCKET, "", ""),
  DELETE_BUCKET("DELETE", Level.BUCKET, "", ""),
  GET_BUCKET_LOCATION("GET", Level.BUCKET, "location", ""),
  GET_BUCKET_VERSIONING("GET", Level.BUCKET, "versioning", ""),
  PUT_BUCKET_VERSIONING("PUT", Level.BUCKET, "versioning", ""),
  GET_BUCKET_LIFECYCLE_CONFIGURATION("GET", Level.BUCKET, "lifecycle", ""),
  PUT_BUCKET_LIFECYCLE_CONFIGURATION("PUT", Level.BUCKET, "lifecycle", ""),
  DELETE_BUCKET_LIFECYCLE("DELETE", Level.BUCKET, "lifecycle", ""),
  GET_BUCKET_INVENTORY_CONFIGURATION("GET", Level.BUCKET, "inventory id", ""),
  LIST_BUCKET_INVENTORY_CONFIGURATIONS("GET", Level.BUCKET, "inventory", "continuation-token"),
  PUT_BUCKET_INVENTORY_CONFIGURATION("PUT", Level.BUCKET, "inventory id", ""),
  DELETE_BUCKET_INVENTORY_CONFIGURATION("DELETE", Level.BUCKET, "inventory id", ""),
  GET_OBJECT_LOCK_CONFIGURATION("GET", Level.BUCKET, "object-lock", ""),
  PUT_OBJECT_LOCK_CONFIGURATION("PUT", Level.BUCKET, "object-lock", ""),
  GET_BUCKET_ENCRYPTION("GET", Level.BUCKET, "encryption", ""),
  PUT_BUCKET_ENCRYPTION("PUT", Level.BUCKET, "encryption", ""),
  DELETE_BUCKET_ENCRYPTION("DELETE", Level.BUCKET, "encryption", ""),
  LIST_OBJECTS("GET", Level.BUCKET, "", "prefix delimiter marker max-keys encoding-type"),
  LIST_OBJECTS_V2(
      "GET",
      Level.BUCKET,
      "list-type",
      "prefix delimiter max-keys encoding-type continuation-token start-after fetch-owner"),
  LIST_OBJECT_VERSIONS(
      "GET",
      Level.BUCKET,
      "versions",
      "prefix delimiter max-keys encoding-type key-marker version-id-marker"),
  LIST_MULTIPART_UPLOADS(
      "GET",
      Level.BUCKET,
      "uploads",
      "prefix delimiter max-uploads encoding-type key-marker upload-id-marker"),
  DELETE_OBJECTS("POST", Level.BUCKET, "delete", ""),

  PUT_OBJECT("PUT", Level.OBJECT, "", ""),
  COPY_OBJECT("PUT", Level.OBJECT, "", ""),
  GET_OBJECT(
      "GET",
      Level.OBJECT,
      "",
      "versionId partNumber response-content-type response-content-language response-expires"
          + " response-cache-control response-content-disposition response-content-encoding"),
  HEAD_OBJECT(
      "HEAD",
      Level.OBJECT,
      "",
      "versionId partNumber response-content-type response-content-language response-expires"
          + " response-cache-control response-content-disposition response-content-encoding"),
  DELETE_OBJECT("DELETE", Level.OBJECT, "", "versionId"),
  GET_OBJECT_ATTRIBUTES("GET", Level.OBJECT, "attributes", "versionId"),
  GET_OBJECT_TAGGING("GET", Level.OBJECT, "tagging", "versionId"),
  PUT_OBJECT_TAGGING("PUT", Level.OBJECT, "tagging", "versionId"),
  DELETE_OBJECT_TAGGING("DELETE", Level.OBJECT, "tagging", "versionId"),

  GET_OBJECT_RETENTION("GET", Level.OBJECT, "retention", "versionId"),
  PUT_OBJECT_RETENTION("PUT", Level.OBJECT, "retention", "versionId"),
  GET_OBJECT_LEGAL_HOLD("GET", Level.OBJECT, "legal-hold", "versionId"),
  PUT_OBJECT_LEGAL_HOLD("PUT", Level.OBJECT, "legal-hold", "versionId"),
  RESTORE_OBJECT("POST", Level.OBJECT, "restore", "versionId"),

  CREATE_MULTIPART_UPLOAD("POST", Level.OBJECT, "uploads", ""),
  UPLOAD_PART("PUT", Level.OBJECT, "uploadId partNumber", ""),
  UPLOAD_PART_COPY("PUT", Level.OBJECT, "uploadId partNumber", ""),
  COMPLETE_MULTIPART_UPLOAD("POST", Level.OBJECT, "uploadId", ""),
  ABORT_MULTIPART_UPLOAD("DELETE", Level.OBJECT, "uploadId", ""),
  LIST_PARTS("GET", Level.OBJECT, "uploadId", "max-parts part-number-marker encoding-type"),

  CREATE_JOB("POST", Level.JOBS, "", ""),
  LIST_JOBS("GET", Level.JOBS, "", "jobStatuses nextToken maxResults"),
  DESCRIBE_JOB("GET", Level.JOB, "", ""),
  UPDATE_JOB_STATUS("POST", Level.JOB_STATUS, "requestedJobStatus", "statusUpdateReason"),
  UPDATE_JOB_PRIORITY("POST", Level.JOB_PRIORITY, "priority", ""),
  GET_JOB_TAGGING("GET", Level.JOB_TAGGING, "", ""),
  PUT_JOB_TAGGING("PUT", Level.JOB_TAGGING, "", ""),
  DELETE_JOB_TAGGING("DELETE", Level.JOB_TAGGING, "", "");

  /** What a request addresses. */
  private enum Level {
    SERVICE,
    BUCKET,
    OBJECT,
    JOBS,
    JOB,
    JOB_STATUS,
    JOB_PRIORITY,
    JOB_TAGGING,
    OTHER_CONTROL;

    static Level of(Request request) {
      if (request.isControl()) {
        return ofControl(List.of(request.rawPath().substring(1).split("/", -1)));
      }
      if (request.bucket().isEmpty()) {
        return SERVICE;
      }
      return request.key().isEmpty() ? BUCKET : OBJECT;
    }

    private static Level ofControl(List<String> path) {
      if (!path.get(1).equals("jobs") || path.size() > 4) {
        return OTHER_CONTROL;
      }
      if (path.size() < 4) {
        return path.size() == 2 ? JOBS : JOB;
      }
      return switch (path.get(3)) {
        case "status" -> JOB_STATUS;
        case "priority" -> JOB_PRIORITY;
        case "tagging" -> JOB_TAGGING;
        default -> OTHER_CONTROL;
      };
    }
  }

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "POST", "DELETE");

  private final String method;
  private final Level level;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of
  private final Set<String> required;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of
  private final Set<String> optional;

  private final String apiName;

  Operation(String method, Level level, String required, String optional) {
    this.method = method;
    this.level = level;
    this.required = names(required);
    this.optional = names(optional);
    this.apiName = apiName(name());
  }

  private static Set<String> names(String text) {
    return text.isEmpty() ? Set.of() : Set.of(text.split(" ", -1));
  }

  private static String apiName(String constant) {
    return Pattern.compile("_")
        .splitAsStream(constant)
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  /** The name in AWS's API, for example {@code ListObjectsV2}. */
  public String apiName() {
    return apiName;
  }

  /**
   * The operation a request means.
   *
   * @throws S3Exception NotImplemented, MethodNotAllowed
   */
  public static Operation of(Request request) {
    if (!METHODS.contains(request.method())) {
      throw new S3Exception(S3Error.METHOD_NOT_ALLOWED).with("Method", request.method());
    }
    List<String> present = parameters(request.query());
    Level level = Level.of(request);
    Operation found =
        Arrays.stream(values())
            .filter(o -> o.level == level && o.method.equals(request.method()))
            .filter(o -> o.takes(present))
            .max(Comparator.comparingInt(o -> o.required.size()))
            .orElseThrow(
                () -> S3Exception.notImplemented(request.method() + " " + level + " " + present));
    return request.header("x-amz-copy-source").isPresent() ? found.copying() : found;
  }

  private static List<String> parameters(Query query) {
    return query.parameters().stream()
        .map(Query.Parameter::name)
        .filter(n -> !n.equals("x-id") && !n.startsWith("X-Amz-"))
        .toList();
  }

  private boolean takes(List<String> present) {
    return present.containsAll(required)
        && present.stream().allMatch(p -> required.contains(p) || optional.contains(p))
        && this != COPY_OBJECT
        && this != UPLOAD_PART_COPY;
  }

  private Operation copying() {
    return switch (this) {
      case PUT_OBJECT -> COPY_OBJECT;
      case UPLOAD_PART -> UPLOAD_PART_COPY;
      default -> this;
    };
  }
}
