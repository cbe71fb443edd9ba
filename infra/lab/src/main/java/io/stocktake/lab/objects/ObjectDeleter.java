package io.stocktake.lab.objects;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.Right;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.ingest.Documents;
import io.stocktake.lab.lock.LockRules;
import io.stocktake.lab.model.Deletion;
import io.stocktake.lab.objects.conditions.WriteConditions;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Guard;
import io.stocktake.lab.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** DeleteObject and DeleteObjects. */
public final class ObjectDeleter {
  private static final int MAX_KEYS = 1000;
  private static final List<String> DIRECTORY_BUCKETS_ONLY =
      List.of("x-amz-if-match-last-modified-time", "x-amz-if-match-size", "If-None-Match");

  private final Store store;
  private final Clock clock;

  /** Deletes from a store. */
  public ObjectDeleter(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** DeleteObject. */
  public Response one(Request request) throws IOException {
    for (String header : DIRECTORY_BUCKETS_ONLY) {
      if (request.header(header).isPresent()) {
        throw S3Exception.notImplemented(header);
      }
    }
    Bucket bucket = store.bucket(request.bucket());
    Deletion deletion =
        delete(
            bucket,
            request.key(),
            Versions.idOf(request),
            request.header("If-Match"),
            ObjectLocks.bypasses(request));
    Response response = Response.of(204).header("x-amz-version-id", deletion.versionId());
    return deletion.marker() ? response.header("x-amz-delete-marker", "true") : response;
  }

  private Deletion delete(
      Bucket bucket, String key, Optional<String> id, Optional<String> match, boolean bypass)
      throws IOException {
    Guard unlocked = LockRules.ofDelete(id, bypass, clock.instant());
    return bucket.delete(key, id, WriteConditions.ofDelete(match, key).and(unlocked));
  }

  /** DeleteObjects: always 200, with a result for each key. */
  public Response many(Request request) throws IOException {
    Bucket bucket = store.bucket(request.bucket());
    XmlNode document = XmlNode.parse(Documents.readDigested(request), "Delete");
    List<XmlNode> objects = document.all("Object");
    if (objects.isEmpty() || objects.size() > MAX_KEYS) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    objects.forEach(ObjectDeleter::refuseConditions);
    boolean quiet = document.value("Quiet").map(Boolean::parseBoolean).orElse(false);
    XmlText xml = XmlText.s3("DeleteResult");
    for (XmlNode object : objects) {
      delete(request, bucket, object, quiet, xml);
    }
    return Response.ok(xml.close("DeleteResult"));
  }

  /** Conditions that would not be kept refuse the whole request, before anything is deleted. */
  private static void refuseConditions(XmlNode object) {
    for (String condition : List.of("LastModifiedTime", "Size")) {
      if (object.find(condition).isPresent()) {
        throw S3Exception.notImplemented(condition);
      }
    }
  }

  private void delete(Request request, Bucket bucket, XmlNode object, boolean quiet, XmlText xml)
      throws IOException {
    String key = object.need("Key").text();
    Optional<String> id = object.value("VersionId").filter(text -> !text.isEmpty());
    Optional<String> match = object.value("ETag").filter(text -> !text.isEmpty());
    try {
      Versions.requireValidKey(key);
      requireRights(request, key, id, match);
      Deletion deletion = delete(bucket, key, id, match, ObjectLocks.bypasses(request));
      if (!quiet) {
        deleted(xml, key, id, deletion);
      }
    } catch (S3Exception e) {
      xml.open("Error").element("Key", key).elementIfAny("VersionId", id.orElse(""));
      xml.element("Code", e.error().code()).element("Message", e.getMessage()).close("Error");
    }
  }

  private static void requireRights(
      Request request, String key, Optional<String> id, Optional<String> match) {
    requireRight(request, id.isEmpty() ? "DeleteObject" : "DeleteObjectVersion", key);
    if (match.isPresent() && !match.get().equals("*")) {
      requireRight(request, "GetObject", key);
    }
    if (ObjectLocks.bypasses(request)) {
      requireRight(request, "BypassGovernanceRetention", key);
    }
  }

  private static void requireRight(Request request, String action, String key) {
    request.caller().require(Right.onObject(action, request.bucket(), key));
  }

  private static void deleted(XmlText xml, String key, Optional<String> id, Deletion deletion) {
    xml.open("Deleted").element("Key", key).elementIfAny("VersionId", id.orElse(""));
    if (deletion.marker()) {
      xml.element("DeleteMarker", true);
      xml.elementIfAny("DeleteMarkerVersionId", deletion.versionId().orElse(""));
    }
    xml.close("Deleted");
  }
}
