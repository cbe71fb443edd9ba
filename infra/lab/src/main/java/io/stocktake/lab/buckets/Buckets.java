package io.stocktake.lab.buckets;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.ingest.Documents;
import io.stocktake.lab.listing.ObjectListing;
import io.stocktake.lab.lock.LockConfiguration;
import io.stocktake.lab.model.Versioning;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Buckets: create, head, delete, list, location and versioning. Creating a bucket that exists is
 * refused in every Region, as S3 does everywhere but in us-east-1.
 */
public final class Buckets {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
  private static final String FIRST_REGION = "us-east-1";

  private final Store store;
  private final String region;
  private final String owner;

  /** Buckets of a store, all in one Region and of one owner. */
  public Buckets(Store store, String region, String owner) {
    this.store = store;
    this.region = region;
    this.owner = owner;
  }

  /** CreateBucket. */
  public Response create(Request request) throws IOException {
    requireValidName(request.bucket());
    byte[] document = Documents.read(request);
    String wanted = document.length == 0 ? "" : location(document);
    if (!(wanted.isEmpty() ? FIRST_REGION : wanted).equals(region)) {
      throw new S3Exception(S3Error.ILLEGAL_LOCATION_CONSTRAINT);
    }
    Bucket bucket = store.create(request.bucket());
    if (request
        .header("x-amz-bucket-object-lock-enabled")
        .map(Boolean::parseBoolean)
        .orElse(false)) {
      LockConfiguration.enable(bucket);
    }
    return Response.of(200).header("Location", "/" + request.bucket());
  }

  private static String location(byte[] document) {
    return XmlNode.parse(document, "CreateBucketConfiguration")
        .value("LocationConstraint")
        .orElse("");
  }

  private static void requireValidName(String name) {
    if (!NAME.matcher(name).matches()
        || ADDRESS.matcher(name).matches()
        || name.contains("..")
        || name.startsWith("xn--")
        || name.endsWith("-s3alias")) {
      throw new S3Exception(S3Error.INVALID_BUCKET_NAME).with("BucketName", name);
    }
  }

  /** HeadBucket. */
  public Response head(Request request) {
    store.bucket(request.bucket());
    return Response.of(200).header("x-amz-bucket-region", region);
  }

  /** DeleteBucket. */
  public Response delete(Request request) throws IOException {
    store.delete(request.bucket());
    return Response.of(204);
  }

  /** ListBuckets. */
  public Response list(Request request) {
    String prefix = request.query().text("prefix");
    XmlText xml = XmlText.s3("ListAllMyBucketsResult");
    ObjectListing.showOwner(xml, owner);
    xml.open("Buckets");
    for (Bucket bucket : store.buckets()) {
      if (bucket.name().startsWith(prefix)) {
        xml.open("Bucket")
            .element("Name", bucket.name())
            .element("CreationDate", bucket.created().toString())
            .element("BucketRegion", region)
            .close("Bucket");
      }
    }
    return Response.ok(xml.close("Buckets").close("ListAllMyBucketsResult"));
  }

  /** GetBucketLocation: empty for the first Region. */
  public Response location(Request request) {
    store.bucket(request.bucket());
    String shown = region.equals(FIRST_REGION) ? "" : region;
    return Response.ok(XmlText.s3("LocationConstraint").text(shown).close("LocationConstraint"));
  }

  /** GetBucketVersioning: no Status if versioning was never enabled. */
  public Response versioning(Request request) {
    Versioning state = store.bucket(request.bucket()).versioning();
    String status =
        switch (state) {
          case OFF -> "";
          case ENABLED -> "Enabled";
          case SUSPENDED -> "Suspended";
        };
    return Response.ok(
        XmlText.s3("VersioningConfiguration")
            .elementIfAny("Status", status)
            .close("VersioningConfiguration"));
  }

  /** PutBucketVersioning. */
  public Response setVersioning(Request request) throws IOException {
    Bucket bucket = store.bucket(request.bucket());
    XmlNode document = XmlNode.parse(Documents.read(request), "VersioningConfiguration");
    if (document.value("MfaDelete").map("Enabled"::equals).orElse(false)) {
      throw S3Exception.notImplemented("MfaDelete");
    }
    switch (document.value("Status").orElse("")) {
      case "Enabled" -> bucket.versioning(Versioning.ENABLED);
      case "Suspended" -> {
        LockConfiguration.requireMaySuspend(bucket);
        bucket.versioning(Versioning.SUSPENDED);
      }
      default -> throw new S3Exception(S3Error.MALFORMED_XML);
    }
    return Response.of(200);
  }
}
