package io.stocktake.lab.objects;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.UriText;
import io.stocktake.lab.keys.CustomerKey;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.objects.conditions.ReadConditions;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import java.time.Instant;
import java.util.Optional;

/**
 * The x-amz-copy-source header: {@code [/]bucket/key[?versionId=id]}, URL-encoded. As in S3 a bare
 * plus is a space.
 */
public record CopySource(String bucket, String key, Optional<String> versionId) {
  private static final String VERSION = "?versionId=";

  /**
   * Reads the header.
   *
   * @throws S3Exception InvalidArgument
   */
  public static CopySource of(Request request) {
    String header = request.header("x-amz-copy-source").orElse("");
    if (header.startsWith("arn:")) {
      throw S3Exception.notImplemented("x-amz-copy-source with an ARN");
    }
    int question = header.lastIndexOf(VERSION);
    String path = UriText.decode(question < 0 ? header : header.substring(0, question), true);
    String id =
        question < 0 ? "" : UriText.decode(header.substring(question + VERSION.length()), true);
    String local = path.startsWith("/") ? path.substring(1) : path;
    int slash = local.indexOf('/');
    if (slash < 1 || slash == local.length() - 1) {
      throw S3Exception.invalidArgument("x-amz-copy-source", header);
    }
    return new CopySource(
        local.substring(0, slash),
        local.substring(slash + 1),
        Optional.of(id).filter(text -> !text.isEmpty()));
  }

  /**
   * The version to copy, if the request's conditions on it hold.
   *
   * @throws S3Exception NoSuchBucket, NoSuchKey, NoSuchVersion, PreconditionFailed,
   *     InvalidObjectState; InvalidRequest for a delete marker named by id, or a key
   */
  public ObjectVersion find(Store store, Request request, Instant now) {
    Bucket source = store.bucket(bucket);
    Optional<ObjectVersion> named = versionId.flatMap(id -> source.version(key, versionId));
    if (named.isPresent() && named.get().deleteMarker()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The source of a copy request may not specifically refer to a delete marker by version"
              + " id.");
    }
    ObjectVersion found = Versions.find(source, key, versionId);
    CustomerKey.requireOpens(CustomerKey.ofCopySource(request), found.attributes().encryption());
    ReadConditions.ofCopySource(request).require(found);
    ObjectReader.requireReadable(found, now);
    return found;
  }
}
