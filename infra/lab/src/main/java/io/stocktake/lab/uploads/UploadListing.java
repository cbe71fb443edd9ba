package io.stocktake.lab.uploads;

import io.stocktake.lab.http.Query;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.UriText;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.listing.ObjectListing;
import io.stocktake.lab.model.Part;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import io.stocktake.lab.store.Upload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** ListParts and ListMultipartUploads. */
public final class UploadListing {
  private static final int MAX_ITEMS = 1000;
  private static final Comparator<Upload> ORDER =
      Comparator.<Upload, byte[]>comparing(
              u -> u.start().key().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
          .thenComparing(u -> u.start().initiated())
          .thenComparing(Upload::id);

  private final Store store;
  private final String owner;

  /** Lists the uploads to a store, all of one owner. */
  public UploadListing(Store store, String owner) {
    this.store = store;
    this.owner = owner;
  }

  /** ListParts. */
  public Response parts(Request request) {
    Bucket bucket = store.bucket(request.bucket());
    Upload upload = bucket.upload(request.key(), request.query().text("uploadId"));
    int marker = request.query().number("part-number-marker", 0);
    int limit = Math.min(MAX_ITEMS, request.query().number("max-parts", MAX_ITEMS));
    Collection<Part> rest = upload.parts().tailMap(marker, false).values();
    List<Part> page = rest.stream().limit(limit).toList();
    XmlText xml =
        XmlText.s3("ListPartsResult")
            .element("Bucket", bucket.name())
            .element("Key", request.key())
            .element("UploadId", upload.id())
            .element("PartNumberMarker", marker)
            .element(
                "NextPartNumberMarker", page.isEmpty() ? 0 : page.get(page.size() - 1).number())
            .element("MaxParts", limit)
            .element("IsTruncated", page.size() < rest.size());
    showAlgorithm(xml, upload);
    page.forEach(part -> showPart(xml, upload, part));
    showOwner(xml, upload);
    return Response.ok(xml.close("ListPartsResult"));
  }

  private static void showPart(XmlText xml, Upload upload, Part part) {
    xml.open("Part")
        .element("PartNumber", part.number())
        .element("LastModified", upload.start().initiated().toString())
        .element("ETag", '"' + part.md5() + '"')
        .element("Size", part.size());
    upload.start().algorithm().ifPresent(a -> xml.element(a.element(), part.checksum()));
    xml.close("Part");
  }

  private static void showAlgorithm(XmlText xml, Upload upload) {
    upload
        .start()
        .algorithm()
        .ifPresent(
            a ->
                xml.element("ChecksumAlgorithm", a.name())
                    .element("ChecksumType", upload.start().type().name()));
  }

  private void showOwner(XmlText xml, Upload upload) {
    xml.open("Initiator").element("ID", owner).element("DisplayName", "lab").close("Initiator");
    ObjectListing.showOwner(xml, owner);
    xml.element("StorageClass", upload.start().attributes().storageClass());
  }

  /** ListMultipartUploads. */
  public Response uploads(Request request) {
    Bucket bucket = store.bucket(request.bucket());
    Query query = request.query();
    int limit = Math.min(MAX_ITEMS, query.number("max-uploads", MAX_ITEMS));
    List<Upload> all = bucket.uploads().stream().sorted(ORDER).toList();
    List<Upload> rest = behindMarkers(all, query).stream().filter(u -> within(u, query)).toList();
    XmlText rows = XmlText.fragment();
    TreeSet<String> prefixes = new TreeSet<>();
    Optional<Upload> last = Optional.empty();
    int shown = 0;
    for (Upload upload : rest) {
      String common = commonPrefix(upload, query);
      boolean counts = common.isEmpty() || !prefixes.contains(common);
      if (counts && shown == limit) {
        break;
      }
      shown += counts ? 1 : 0;
      last = Optional.of(upload);
      if (common.isEmpty()) {
        showUpload(rows, upload, query);
      } else {
        prefixes.add(common);
      }
    }
    boolean truncated = last.isPresent() && rest.indexOf(last.get()) < rest.size() - 1;
    XmlText xml = head(bucket, query, limit, truncated);
    if (truncated) {
      xml.element("NextKeyMarker", show(last.get().start().key(), query))
          .element("NextUploadIdMarker", last.get().id());
    }
    xml.raw(rows);
    for (String prefix : prefixes) {
      xml.open("CommonPrefixes").element("Prefix", show(prefix, query)).close("CommonPrefixes");
    }
    return Response.ok(xml.close("ListMultipartUploadsResult"));
  }

  private static XmlText head(Bucket bucket, Query query, int limit, boolean truncated) {
    XmlText xml =
        XmlText.s3("ListMultipartUploadsResult")
            .element("Bucket", bucket.name())
            .element("KeyMarker", show(query.text("key-marker"), query))
            .element("UploadIdMarker", query.text("upload-id-marker"))
            .element("Prefix", show(query.text("prefix"), query))
            .elementIfAny("Delimiter", show(query.text("delimiter"), query))
            .element("MaxUploads", limit)
            .element("IsTruncated", truncated);
    return xml.elementIfAny("EncodingType", query.text("encoding-type"));
  }

  private void showUpload(XmlText xml, Upload upload, Query query) {
    xml.open("Upload")
        .element("Key", show(upload.start().key(), query))
        .element("UploadId", upload.id());
    showOwner(xml, upload);
    xml.element("Initiated", upload.start().initiated().toString());
    showAlgorithm(xml, upload);
    xml.close("Upload");
  }

  private static String show(String key, Query query) {
    return query.text("encoding-type").equals("url") ? UriText.encodeKey(key) : key;
  }

  private static boolean within(Upload upload, Query query) {
    return upload.start().key().startsWith(query.text("prefix"));
  }

  private static String commonPrefix(Upload upload, Query query) {
    String delimiter = query.text("delimiter");
    String key = upload.start().key();
    int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, query.text("prefix").length());
    return at < 0 ? "" : key.substring(0, at + delimiter.length());
  }

  /** Without an upload id the key marker excludes its own key. */
  private static List<Upload> behindMarkers(List<Upload> sorted, Query query) {
    String marker = query.text("key-marker");
    String id = query.text("upload-id-marker");
    if (marker.isEmpty()) {
      return sorted;
    }
    for (int i = 0; i < sorted.size(); i++) {
      if (!id.isEmpty() && sorted.get(i).id().equals(id)) {
        return sorted.subList(i + 1, sorted.size());
      }
    }
    byte[] key = marker.getBytes(StandardCharsets.UTF_8);
    return sorted.stream()
        .filter(
            u -> Arrays.compareUnsigned(u.start().key().getBytes(StandardCharsets.UTF_8), key) > 0)
        .toList();
  }
}
