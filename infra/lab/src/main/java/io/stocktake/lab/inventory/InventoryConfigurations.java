package io.stocktake.lab.inventory;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.ingest.Documents;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableMap;

/** Put, get, list and delete of inventory configurations. */
public final class InventoryConfigurations {
  private static final String START = "inventory/";
  private static final int PAGE = 100;
  private static final int MAX_CONFIGURATIONS = 1000;

  private final Store store;

  /** Configurations of the buckets of a store. */
  public InventoryConfigurations(Store store) {
    this.store = store;
  }

  /** PutBucketInventoryConfiguration. */
  public Response put(Request request) throws IOException {
    Bucket bucket = store.bucket(request.bucket());
    byte[] document = Documents.read(request);
    InventoryConfiguration configuration = InventoryConfiguration.parse(document);
    String id = request.query().text("id");
    if (!configuration.id().equals(id)) {
      throw S3Exception.invalidArgument("id", id);
    }
    NavigableMap<String, byte[]> all = bucket.configurations(START);
    if (all.size() >= MAX_CONFIGURATIONS && !all.containsKey(START + id)) {
      throw new S3Exception(S3Error.TOO_MANY_CONFIGURATIONS);
    }
    bucket.configure(START + id, document);
    return Response.of(204);
  }

  /** GetBucketInventoryConfiguration. */
  public Response get(Request request) {
    byte[] document = document(store.bucket(request.bucket()), request.query().text("id"));
    return Response.of(200).text("application/xml", new String(document, StandardCharsets.UTF_8));
  }

  private static byte[] document(Bucket bucket, String id) {
    return bucket
        .configuration(START + id)
        .orElseThrow(() -> new S3Exception(S3Error.NO_SUCH_CONFIGURATION));
  }

  /** The configuration of a bucket by its id. */
  static InventoryConfiguration find(Bucket bucket, String id) {
    return InventoryConfiguration.parse(document(bucket, id));
  }

  /** DeleteBucketInventoryConfiguration. */
  public Response delete(Request request) throws IOException {
    Bucket bucket = store.bucket(request.bucket());
    String id = request.query().text("id");
    document(bucket, id);
    bucket.unconfigure(START + id);
    return Response.of(204);
  }

  /** ListBucketInventoryConfigurations, 100 a page; the token is the last id. */
  public Response list(Request request) {
    Bucket bucket = store.bucket(request.bucket());
    String token = request.query().text("continuation-token");
    NavigableMap<String, byte[]> rest =
        bucket.configurations(START).tailMap(START + token, token.isEmpty());
    List<String> page = rest.keySet().stream().limit(PAGE).toList();
    boolean truncated = rest.size() > page.size();
    XmlText xml =
        XmlText.s3("ListInventoryConfigurationsResult")
            .element("IsTruncated", truncated)
            .elementIfAny("ContinuationToken", token);
    if (truncated) {
      String last = page.get(page.size() - 1).substring(START.length());
      xml.element("NextContinuationToken", last);
    }
    page.forEach(name -> xml.raw(rest.get(name)));
    return Response.ok(xml.close("ListInventoryConfigurationsResult"));
  }
}
