package io.stocktake.lab.objects;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.ingest.Documents;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.objects.conditions.WriteConditions;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** GetObjectTagging, PutObjectTagging and DeleteObjectTagging. */
public final class ObjectTags {
  private final Store store;

  /** Tags of the objects of a store. */
  public ObjectTags(Store store) {
    this.store = store;
  }

  /** GetObjectTagging. */
  public Response get(Request request) {
    Bucket bucket = store.bucket(request.bucket());
    ObjectVersion version = Versions.find(bucket, request);
    Response response = Response.ok(TagSet.xml(version.tags()));
    Versions.show(response, bucket, version);
    return response;
  }

  /** PutObjectTagging: replaces the whole set. */
  public Response put(Request request) throws IOException {
    WriteConditions.refuseAny(request);
    store.bucket(request.bucket());
    return set(request, TagSet.ofDocument(Documents.readDigested(request)), 200);
  }

  /** DeleteObjectTagging. */
  public Response delete(Request request) throws IOException {
    return set(request, Map.of(), 204);
  }

  private Response set(Request request, Map<String, String> tags, int status) throws IOException {
    Bucket bucket = store.bucket(request.bucket());
    Optional<String> id = Versions.idOf(request);
    String key = request.key();
    ObjectVersion version =
        bucket.retag(key, id, tags, found -> Versions.requireObject(found, key, id));
    Response response = Response.of(status);
    Versions.show(response, bucket, version);
    return response;
  }
}
