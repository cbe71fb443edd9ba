package io.stocktake.lab.listing;

import io.stocktake.lab.http.Query;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** ListObjects and ListObjectsV2. */
public final class ObjectListing {
  private final Store store;
  private final String owner;

  /** Lists the buckets of a store, all of one owner. */
  public ObjectListing(Store store, String owner) {
    this.store = store;
    this.owner = owner;
  }

  /** ListObjectsV2. */
  public Response v2(Request request) {
    Bucket bucket = store.bucket(request.bucket());
    Query query = request.query();
    if (!query.text("list-type").equals("2")) {
      throw S3Exception.invalidArgument("list-type", query.text("list-type"));
    }
    Page page = Page.of(query, "max-keys");
    String token = query.text("continuation-token");
    if (token.isEmpty() && query.has("continuation-token")) {
      throw new S3Exception(
          S3Error.INVALID_ARGUMENT, "The continuation token provided is incorrect");
    }
    String after = token.isEmpty() ? query.text("start-after") : decode(token);
    KeyPage keys = KeyPage.collect(bucket, page, after);
    XmlText xml = XmlText.s3("ListBucketResult");
    page.showHead(xml, bucket.name());
    xml.elementIfAny("StartAfter", page.show(query.text("start-after")))
        .elementIfAny("ContinuationToken", token)
        .elementIfAny("NextContinuationToken", encode(keys.next()))
        .element("KeyCount", keys.items().size() + keys.prefixes().size());
    showKeys(xml, page, keys, query.text("fetch-owner").equals("true"));
    return Response.ok(xml.close("ListBucketResult"));
  }

  /** ListObjects, the first version: the marker is a key. */
  public Response v1(Request request) {
    Bucket bucket = store.bucket(request.bucket());
    Query query = request.query();
    Page page = Page.of(query, "max-keys");
    KeyPage keys = KeyPage.collect(bucket, page, query.text("marker"));
    XmlText xml = XmlText.s3("ListBucketResult");
    page.showHead(xml, bucket.name());
    xml.element("Marker", page.show(query.text("marker")));
    if (!page.delimiter().isEmpty()) {
      xml.elementIfAny("NextMarker", page.show(keys.next()));
    }
    showKeys(xml, page, keys, true);
    return Response.ok(xml.close("ListBucketResult"));
  }

  private void showKeys(XmlText xml, Page page, KeyPage keys, boolean withOwner) {
    xml.element("MaxKeys", page.limit()).element("IsTruncated", !keys.next().isEmpty());
    page.showEncoding(xml);
    for (KeyPage.Item item : keys.items()) {
      xml.open("Contents").element("Key", page.show(item.key()));
      showVersion(xml, item.version());
      if (withOwner) {
        showOwner(xml, owner);
      }
      xml.close("Contents");
    }
    for (String prefix : keys.prefixes()) {
      xml.open("CommonPrefixes").element("Prefix", page.show(prefix)).close("CommonPrefixes");
    }
  }

  /** What listings say of an object. */
  static void showVersion(XmlText xml, ObjectVersion version) {
    xml.element("LastModified", lastModified(version)).element("ETag", version.quotedEtag());
    version
        .checksum()
        .ifPresent(
            c ->
                xml.element("ChecksumAlgorithm", c.algorithm().name())
                    .element("ChecksumType", c.type().name()));
    xml.element("Size", version.size())
        .element("StorageClass", version.attributes().storageClass());
  }

  /** Listings always show milliseconds. */
  static String lastModified(ObjectVersion version) {
    return version.modified().toString().replace("Z", ".000Z");
  }

  /** The owner element. */
  public static void showOwner(XmlText xml, String owner) {
    xml.open("Owner").element("ID", owner).element("DisplayName", "lab").close("Owner");
  }

  private static String encode(String key) {
    return Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new S3Exception(
          S3Error.INVALID_ARGUMENT, "The continuation token provided is incorrect");
    }
  }
}
