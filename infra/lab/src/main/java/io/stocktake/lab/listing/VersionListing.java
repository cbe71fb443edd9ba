package io.stocktake.lab.listing;

import io.stocktake.lab.http.Query;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Entry;
import io.stocktake.lab.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** ListObjectVersions: all versions and delete markers, keys in order, newest first in a key. */
public final class VersionListing {
  private final Store store;
  private final String owner;

  /** Lists the buckets of a store, all of one owner. */
  public VersionListing(Store store, String owner) {
    this.store = store;
    this.owner = owner;
  }

  /** ListObjectVersions. */
  public Response list(Request request) {
    Bucket bucket = store.bucket(request.bucket());
    Query query = request.query();
    Page page = Page.of(query, "max-keys");
    String keyMarker = query.text("key-marker");
    String idMarker = query.text("version-id-marker");
    if (keyMarker.isEmpty() && !idMarker.isEmpty()) {
      throw new S3Exception(
          S3Error.INVALID_ARGUMENT,
          "A version-id marker cannot be specified without a key marker.");
    }
    Collector found = new Collector(page);
    collect(bucket, page, keyMarker, idMarker, found);
    XmlText xml = XmlText.s3("ListVersionsResult");
    page.showHead(xml, bucket.name());
    xml.element("KeyMarker", page.show(keyMarker)).element("VersionIdMarker", idMarker);
    if (found.truncated) {
      xml.element("NextKeyMarker", page.show(found.lastKey))
          .elementIfAny("NextVersionIdMarker", found.lastId);
    }
    xml.element("MaxKeys", page.limit()).element("IsTruncated", found.truncated);
    page.showEncoding(xml);
    return Response.ok(xml.raw(found.rows).raw(found.prefixes).close("ListVersionsResult"));
  }

  /** The page as far as it is collected. */
  private final class Collector {
    private final Page page;
    private final XmlText rows = XmlText.fragment();
    private final XmlText prefixes = XmlText.fragment();
    private String lastKey = "";
    private String lastId = "";
    private int count;
    private boolean truncated;

    Collector(Page page) {
      this.page = page;
    }

    /** Whether one more fits; if not, the page is known to be truncated. */
    boolean room() {
      truncated = count == page.limit();
      return !truncated;
    }

    void prefix(String common) {
      prefixes.open("CommonPrefixes").element("Prefix", page.show(common)).close("CommonPrefixes");
      count++;
      lastKey = common;
      lastId = "";
    }

    void version(String key, ObjectVersion version, boolean latest) {
      String element = version.deleteMarker() ? "DeleteMarker" : "Version";
      rows.open(element)
          .element("Key", page.show(key))
          .element("VersionId", version.versionId())
          .element("IsLatest", latest);
      if (version.deleteMarker()) {
        rows.element("LastModified", ObjectListing.lastModified(version));
      } else {
        ObjectListing.showVersion(rows, version);
      }
      ObjectListing.showOwner(rows, owner);
      rows.close(element);
      count++;
      lastKey = key;
      lastId = version.versionId();
    }
  }

  private static void collect(
      Bucket bucket, Page page, String keyMarker, String idMarker, Collector found) {
    boolean common = !keyMarker.isEmpty() && page.commonPrefix(keyMarker).equals(keyMarker);
    byte[] from = common ? Page.behind(keyMarker) : keyMarker.getBytes(StandardCharsets.UTF_8);
    boolean inclusive = common || keyMarker.isEmpty() || !idMarker.isEmpty();
    Walk walk = new Walk(bucket, page.prefix(), from, inclusive);
    boolean more = page.limit() > 0;
    for (Entry entry = walk.next(); entry != null && more; entry = more ? walk.next() : null) {
      String prefix = page.commonPrefix(entry.key());
      if (!prefix.isEmpty()) {
        more = found.room();
        if (more) {
          found.prefix(prefix);
          walk.skip(prefix);
        }
      } else {
        more = addVersions(entry, entry.key().equals(keyMarker) ? idMarker : "", found);
      }
    }
  }

  private static boolean addVersions(Entry entry, String idMarker, Collector found) {
    List<ObjectVersion> versions = entry.versions();
    int start = 0;
    if (!idMarker.isEmpty()) {
      List<String> ids = versions.stream().map(ObjectVersion::versionId).toList();
      start = ids.indexOf(idMarker) + 1;
    }
    for (int i = start; i < versions.size(); i++) {
      if (!found.room()) {
        return false;
      }
      found.version(entry.key(), versions.get(i), i == 0);
    }
    return true;
  }
}
