package io.stocktake.lab.objects;

import io.stocktake.lab.http.Caller;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.Right;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.ingest.Documents;
import io.stocktake.lab.model.Deletion;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** DeleteObject and DeleteObjects. */
public final class ObjectDeleter {
  private static final int MAX_KEYS = 1000;
  private static final List<String> DIRECTORY_BUCKETS_ONLY =
      List.of("x-amz-if-match-last-modified-time", "x-amz-if-match-size", "If-None-Match");

  private final Store store;

  /** Deletes from a store. */
  public ObjectDeleter(Store store) {
    this.store = store;
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
        bucket.delete(
            request.key(),
            Versions.idOf(request),
            WriteConditions.ofDelete(request.header("If-Match"), request.key()));
    Response response = Response.of(204).header("x-amz-version-id", deletion.versionId());
    return deletion.marker() ? response.header("x-amz-delete-marker", "true") : response;
  }

  /** DeleteObjects: always 200, with a result for each key. */
  public Response many(Request request) throws IOException {
    Bucket bucket = store.bucket(request.bucket());
    XmlNode document = XmlNode.parse(Documents.readDigested(request), "Delete");
    List<XmlNode> objects = document.all("Object");
    if (objects.isEmpty() || objects.size() > MAX_KEYS) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    boolean quiet = document.value("Quiet").map(Boolean::parseBoolean).orElse(false);
    XmlText xml = XmlText.s3("DeleteResult");
    for (XmlNode object : objects) {
      delete(request.caller(), bucket, object, quiet, xml);
    }
    return Response.ok(xml.close("DeleteResult"));
  }

  private static void delete(
      Caller caller, Bucket bucket, XmlNode object, boolean quiet, XmlText xml) throws IOException {
    String key = object.need("Key").text();
    Optional<String> id = object.value("VersionId").filter(text -> !text.isEmpty());
    Optional<String> match = object.value("ETag").filter(text -> !text.isEmpty());
    try {
      Versions.requireValidKey(key);
      requireRights(caller, bucket.name(), key, id, match);
      Deletion deletion = bucket.delete(key, id, WriteConditions.ofDelete(match, key));
      if (!quiet) {
        deleted(xml, key, id, deletion);
      }
    } catch (S3Exception e) {
      xml.open("Error").element("Key", key).elementIfAny("VersionId", id.orElse(""));
      xml.element("Code", e.error().code()).element("Message", e.getMessage()).close("Error");
    }
  }

  private static void requireRights(
      Caller caller, String bucket, String key, Optional<String> id, Optional<String> match) {
    String action = id.isEmpty() ? "DeleteObject" : "DeleteObjectVersion";
    caller.require(Right.onObject(action, bucket, key));
    if (match.isPresent() && !match.get().equals("*")) {
      caller.require(Right.onObject("GetObject", bucket, key));
    }
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
