package io.stocktake.lab.objects;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.model.Versioning;
import io.stocktake.lab.store.Bucket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Finds the version a request means, and says in S3's words why there is none. */
public final class Versions {
  private static final int MAX_KEY_BYTES = 1024;

  private Versions() {}

  /** The versionId parameter. */
  static Optional<String> idOf(Request request) {
    Optional<String> id = request.query().get("versionId");
    if (id.isPresent() && id.get().isEmpty()) {
      throw new S3Exception(S3Error.INVALID_ARGUMENT, "Version id cannot be the empty string");
    }
    return id;
  }

  /**
   * The object version a request means.
   *
   * @throws S3Exception NoSuchKey, NoSuchVersion; MethodNotAllowed for a delete marker named by id
   */
  static ObjectVersion find(Bucket bucket, Request request) {
    return find(bucket, request.key(), idOf(request));
  }

  /** As {@link #find(Bucket, Request)}. */
  public static ObjectVersion find(Bucket bucket, String key, Optional<String> versionId) {
    Optional<ObjectVersion> found = bucket.version(key, versionId);
    requireObject(found, key, versionId);
    return found.get();
  }

  /** Refuses absence and delete markers. */
  public static void requireObject(
      Optional<ObjectVersion> found, String key, Optional<String> versionId) {
    if (found.isEmpty()) {
      throw absent(key, versionId);
    }
    if (found.get().deleteMarker()) {
      throw marker(found.get(), key, versionId);
    }
  }

  private static S3Exception absent(String key, Optional<String> versionId) {
    return versionId
        .map(id -> new S3Exception(S3Error.NO_SUCH_VERSION).with("Key", key).with("VersionId", id))
        .orElseGet(() -> new S3Exception(S3Error.NO_SUCH_KEY).with("Key", key));
  }

  private static S3Exception marker(ObjectVersion marker, String key, Optional<String> versionId) {
    S3Exception refusal =
        versionId.isEmpty()
            ? absent(key, versionId)
            : new S3Exception(S3Error.METHOD_NOT_ALLOWED)
                .with("ResourceType", "DeleteMarker")
                .withHeader("Allow", "DELETE")
                .withHeader("Last-Modified", ObjectHeaders.HTTP_DATE.format(marker.modified()));
    return refusal
        .withHeader("x-amz-delete-marker", "true")
        .withHeader("x-amz-version-id", marker.versionId());
  }

  /** Shows the version id, if the bucket has versions. */
  public static void show(Response response, Bucket bucket, ObjectVersion version) {
    if (bucket.versioning() != Versioning.OFF) {
      response.header("x-amz-version-id", version.versionId());
    }
  }

  /**
   * Checks a key that is about to be written.
   *
   * @throws S3Exception KeyTooLongError; InvalidURI for a key whose {@code ../} climb out of it
   */
  public static void requireValidKey(String key) {
    int bytes = key.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_KEY_BYTES) {
      throw new S3Exception(S3Error.KEY_TOO_LONG)
          .with("Size", Integer.toString(bytes))
          .with("MaxSizeAllowed", Integer.toString(MAX_KEY_BYTES));
    }
    int depth = 0;
    for (String segment : key.split("/", -1)) {
      depth += segment.equals("..") ? -1 : 1;
      if (depth < 0) {
        throw new S3Exception(S3Error.INVALID_URI);
      }
    }
  }
}
