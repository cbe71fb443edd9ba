package io.stocktake.lab.objects;

import io.stocktake.lab.digest.ObjectChecksum;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.keys.CustomerKey;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.model.Part;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import java.util.List;
import java.util.Set;

/** GetObjectAttributes: ETag, checksum, parts, storage class and size in one answer. */
public final class ObjectAttributes {
  private static final Set<String> KNOWN =
      Set.of("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize");
  private static final int MAX_PARTS = 1000;

  private final Store store;

  /** Attributes of the objects of a store. */
  public ObjectAttributes(Store store) {
    this.store = store;
  }

  /** GetObjectAttributes. */
  public Response get(Request request) {
    Bucket bucket = store.bucket(request.bucket());
    List<String> wanted = wanted(request);
    ObjectVersion version = Versions.find(bucket, request);
    CustomerKey.requireOpens(CustomerKey.of(request), version.attributes().encryption());
    XmlText xml = XmlText.s3("GetObjectAttributesResponse");
    if (wanted.contains("ETag")) {
      xml.element("ETag", version.etag());
    }
    if (wanted.contains("Checksum") && version.checksum().isPresent()) {
      xml.open("Checksum");
      ObjectWriter.show(xml, version.checksum().get());
      xml.close("Checksum");
    }
    if (wanted.contains("ObjectParts") && version.multipart() && version.checksum().isPresent()) {
      showParts(xml, version, request);
    }
    if (wanted.contains("StorageClass")) {
      xml.element("StorageClass", version.attributes().storageClass());
    }
    if (wanted.contains("ObjectSize")) {
      xml.element("ObjectSize", version.size());
    }
    Response response =
        Response.ok(xml.close("GetObjectAttributesResponse"))
            .header("Last-Modified", ObjectHeaders.HTTP_DATE.format(version.modified()));
    Versions.show(response, bucket, version);
    return response;
  }

  private static List<String> wanted(Request request) {
    String header = request.header("x-amz-object-attributes").orElse("");
    List<String> names = List.of(header.split("\\s*,\\s*", -1));
    if (!KNOWN.containsAll(names)) {
      throw new S3Exception(S3Error.INVALID_ARGUMENT, "Invalid attribute name specified.")
          .with("ArgumentName", "x-amz-object-attributes")
          .with("ArgumentValue", header);
    }
    return names;
  }

  private static void showParts(XmlText xml, ObjectVersion version, Request request) {
    int limit = Math.min(MAX_PARTS, number(request, "x-amz-max-parts", MAX_PARTS));
    int marker = number(request, "x-amz-part-number-marker", 0);
    List<Part> rest = version.parts().stream().filter(p -> p.number() > marker).toList();
    List<Part> page = rest.subList(0, Math.min(limit, rest.size()));
    int last = page.isEmpty() ? 0 : page.get(page.size() - 1).number();
    xml.open("ObjectParts")
        .element("PartsCount", version.parts().size())
        .element("PartNumberMarker", marker)
        .element("NextPartNumberMarker", last)
        .element("MaxParts", limit)
        .element("IsTruncated", page.size() < rest.size());
    ObjectChecksum checksum = version.checksum().orElseThrow();
    for (Part part : page) {
      xml.open("Part")
          .element("PartNumber", part.number())
          .element("Size", part.size())
          .element(checksum.algorithm().element(), part.checksum())
          .close("Part");
    }
    xml.close("ObjectParts");
  }

  private static int number(Request request, String header, int absent) {
    String text = request.header(header).orElse("");
    if (text.isEmpty()) {
      return absent;
    }
    if (!text.matches("\\d{1,9}")) {
      throw S3Exception.invalidArgument(header, text);
    }
    return Integer.parseInt(text);
  }
}
