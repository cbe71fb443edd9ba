package io.stocktake.lab.objects.conditions;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.store.Guard;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The conditions of a write, asked in the instant of the write. Only the current version counts,
 * and a delete marker counts as absent.
 */
public final class WriteConditions {
  private WriteConditions() {}

  /**
   * The conditions of PutObject, CopyObject or CompleteMultipartUpload.
   *
   * @param before the current version when the request began; a version that was there then and is
   *     gone at the write is a conflict (409), not an absence
   */
  public static Guard ofWrite(Request request, Optional<ObjectVersion> before) {
    refuse(request, List.of("If-Modified-Since", "If-Unmodified-Since"));
    Optional<String> noneMatch = request.header("If-None-Match");
    Optional<String> match = request.header("If-Match");
    if (noneMatch.isPresent() && (match.isPresent() || !noneMatch.get().equals("*"))) {
      throw S3Exception.notImplemented("If-None-Match");
    }
    if (match.isPresent() && match.get().equals("*")) {
      throw S3Exception.notImplemented("If-Match");
    }
    if (noneMatch.isPresent()) {
      return current -> requireAbsent(exists(before), current);
    }
    return match.isEmpty()
        ? Guard.NONE
        : current -> requireEtag(match.get(), exists(before), current, request.key());
  }

  /**
   * The conditions of CompleteMultipartUpload, which insists that the key stayed as it was for as
   * long as the upload took: else S3 answers 409 and wants a new upload, for any object the key has
   * now (API reference of CompleteMultipartUpload, If-Match and If-None-Match).
   *
   * @param changed whether the key was written or removed since the upload was created
   */
  public static Guard ofComplete(
      Request request, Optional<ObjectVersion> before, BooleanSupplier changed) {
    Guard guard = ofWrite(request, before);
    return guard == Guard.NONE
        ? guard
        : current -> {
          guard.check(current);
          if (changed.getAsBoolean()) {
            throw new S3Exception(S3Error.CONDITIONAL_REQUEST_CONFLICT).with("Key", request.key());
          }
        };
  }

  /** Operations that take no condition at all. */
  public static void refuseAny(Request request) {
    refuse(
        request, List.of("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"));
  }

  private static void refuse(Request request, List<String> headers) {
    for (String header : headers) {
      if (request.header(header).isPresent()) {
        throw S3Exception.notImplemented(header);
      }
    }
  }

  /** The condition of a DeleteObject, or of one key of a DeleteObjects: an ETag or {@code *}. */
  public static Guard ofDelete(Optional<String> match, String key) {
    if (match.isEmpty()) {
      return Guard.NONE;
    }
    return current -> {
      if (match.get().equals("*") && current.isPresent() && !exists(current)) {
        throw ReadConditions.failed("If-Match");
      }
      requireEtag(match.get(), false, current, key);
    };
  }

  private static boolean exists(Optional<ObjectVersion> version) {
    return version.isPresent() && !version.get().deleteMarker();
  }

  private static void requireAbsent(boolean existed, Optional<ObjectVersion> current) {
    if (exists(current)) {
      throw ReadConditions.failed("If-None-Match");
    }
    if (existed) {
      throw new S3Exception(S3Error.CONDITIONAL_REQUEST_CONFLICT)
          .with("Condition", "If-None-Match");
    }
  }

  private static void requireEtag(
      String match, boolean existed, Optional<ObjectVersion> current, String key) {
    if (!exists(current)) {
      S3Error error = existed ? S3Error.CONDITIONAL_REQUEST_CONFLICT : S3Error.NO_SUCH_KEY;
      throw new S3Exception(error).with("Key", key);
    }
    if (!ReadConditions.matches(match, current.get())) {
      throw ReadConditions.failed("If-Match");
    }
  }
}
