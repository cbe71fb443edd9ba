package io.stocktake.lab.uploads;

import io.stocktake.lab.digest.ChecksumAlgorithm;
import io.stocktake.lab.digest.ChecksumType;
import io.stocktake.lab.digest.ObjectChecksum;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.ingest.ChecksumClaim;
import io.stocktake.lab.ingest.Ingest;
import io.stocktake.lab.ingest.IngestedBody;
import io.stocktake.lab.keys.CustomerKey;
import io.stocktake.lab.lock.LockRules;
import io.stocktake.lab.model.Encryption;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.model.Part;
import io.stocktake.lab.objects.CopySource;
import io.stocktake.lab.objects.ObjectHeaders;
import io.stocktake.lab.objects.conditions.ByteRange;
import io.stocktake.lab.objects.conditions.WriteConditions;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import io.stocktake.lab.store.Upload;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/** UploadPart and UploadPartCopy. */
public final class Parts {
  private static final int MAX_PART_NUMBER = 10_000;
  private static final long MIN_RANGED_SOURCE = 5 << 20;

  private final Store store;
  private final Ingest ingest;
  private final Clock clock;

  /** Parts of uploads to a store. */
  public Parts(Store store, Ingest ingest, Clock clock) {
    this.store = store;
    this.ingest = ingest;
    this.clock = clock;
  }

  /** UploadPart. */
  public Response upload(Request request) throws IOException {
    WriteConditions.refuseAny(request);
    Bucket bucket = store.bucket(request.bucket());
    int number = partNumber(request);
    Upload upload = bucket.upload(request.key(), request.query().text("uploadId"));
    CustomerKey.requireSame(request, upload.start().attributes().encryption());
    Optional<ChecksumAlgorithm> claimed = ChecksumClaim.of(request).algorithm();
    requireDeclared(upload.start(), claimed);
    LockRules.requireDigest(request, bucket, upload.start().lock(), "Put Part");
    IngestedBody received = ingest.body(request, upload.start().storedAlgorithm());
    Part part = add(bucket, upload, number, received);
    Response response = Response.of(200).header("ETag", '"' + part.md5() + '"');
    ObjectHeaders.showEncryption(response, upload.start().attributes().encryption());
    if (upload.start().algorithm().isPresent() || claimed.isEmpty()) {
      response.header(received.algorithm().header(), part.checksum());
    }
    return response;
  }

  private static int partNumber(Request request) {
    String text = request.query().text("partNumber");
    int number = text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    if (number < 1 || number > MAX_PART_NUMBER) {
      throw new S3Exception(
              S3Error.INVALID_ARGUMENT,
              "Part number must be an integer between 1 and 10000, inclusive")
          .with("ArgumentName", "partNumber")
          .with("ArgumentValue", text);
    }
    return number;
  }

  /** A part may not bring another algorithm than declared; a composite upload needs it. */
  private static void requireDeclared(Upload.Start start, Optional<ChecksumAlgorithm> claimed) {
    boolean missing = claimed.isEmpty() && start.type() == ChecksumType.COMPOSITE;
    boolean other = claimed.isPresent() && !claimed.equals(start.algorithm());
    if (start.algorithm().isPresent() && (missing || other)) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "Checksum Type mismatch occurred, expected checksum Type: "
              + lower(start.algorithm())
              + ", actual checksum Type: "
              + lower(claimed));
    }
  }

  private static String lower(Optional<ChecksumAlgorithm> algorithm) {
    return algorithm.map(a -> a.name().toLowerCase(Locale.ROOT)).orElse("null");
  }

  private Part add(Bucket bucket, Upload upload, int number, IngestedBody received)
      throws IOException {
    Encryption encryption = upload.start().attributes().encryption();
    Part part = received.part(number, received.etag(encryption));
    boolean added = false;
    try {
      bucket.addPart(upload.start().key(), upload.id(), part);
      added = true;
      return part;
    } finally {
      if (!added) {
        ingest.discard(received);
      }
    }
  }

  /** UploadPartCopy. */
  public Response copy(Request request) throws IOException {
    WriteConditions.refuseAny(request);
    Bucket bucket = store.bucket(request.bucket());
    int number = partNumber(request);
    Upload upload = bucket.upload(request.key(), request.query().text("uploadId"));
    CustomerKey.requireSame(request, upload.start().attributes().encryption());
    CopySource source = CopySource.of(request);
    ObjectVersion original = source.find(store, request, clock.instant());
    ByteRange range = range(request, original);
    IngestedBody received =
        ingest.copy(
            original.parts(), range.first(), range.length(), upload.start().storedAlgorithm());
    Part part = add(bucket, upload, number, received);
    XmlText xml =
        XmlText.s3("CopyPartResult")
            .element("LastModified", clock.instant().toString())
            .element("ETag", '"' + part.md5() + '"');
    if (upload.start().algorithm().isPresent()) {
      xml.element(received.algorithm().element(), part.checksum());
    }
    Response response = Response.ok(xml.close("CopyPartResult"));
    ObjectHeaders.showEncryption(response, upload.start().attributes().encryption());
    if (!original.versionId().equals(ObjectVersion.NULL_ID)) {
      response.header("x-amz-copy-source-version-id", original.versionId());
    }
    return response;
  }

  private static ByteRange range(Request request, ObjectVersion original) {
    Optional<String> header = request.header("x-amz-copy-source-range");
    if (header.isPresent() && original.size() <= MIN_RANGED_SOURCE) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The specified copy source is not supported as a byte-range copy source");
    }
    ByteRange range =
        header
            .map(text -> ByteRange.ofCopySource(text, original.size()))
            .orElseGet(() -> new ByteRange(0, original.size() - 1));
    if (range.length() > Ingest.MAX_BODY) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The specified copy source is larger than the maximum allowable size for a copy source: "
              + Ingest.MAX_BODY);
    }
    return range;
  }

  /** A checksum of a part as text, of the kind parts have. */
  static ObjectChecksum checksum(ChecksumAlgorithm algorithm, Part part) {
    return new ObjectChecksum(algorithm, ChecksumType.FULL_OBJECT, part.checksum());
  }
}
