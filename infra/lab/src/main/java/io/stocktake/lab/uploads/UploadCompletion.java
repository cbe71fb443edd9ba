package io.stocktake.lab.uploads;

import io.stocktake.lab.digest.ChecksumAlgorithm;
import io.stocktake.lab.digest.ChecksumType;
import io.stocktake.lab.digest.Digest;
import io.stocktake.lab.digest.ObjectChecksum;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.keys.CustomerKey;
import io.stocktake.lab.lock.LockRules;
import io.stocktake.lab.model.Encryption;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.model.Part;
import io.stocktake.lab.objects.ObjectHeaders;
import io.stocktake.lab.objects.ObjectWriter;
import io.stocktake.lab.objects.Versions;
import io.stocktake.lab.objects.conditions.WriteConditions;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Guard;
import io.stocktake.lab.store.Store;
import io.stocktake.lab.store.Upload;
import java.io.IOException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * CompleteMultipartUpload. The object takes over the blobs of its parts; no byte is read again, as
 * ETag and checksum follow from those of the parts.
 */
public final class UploadCompletion {
  private final Store store;
  private final Clock clock;

  /** Completes uploads to a store. */
  public UploadCompletion(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * CompleteMultipartUpload. Repeated after it succeeded, as clients do that got no answer, it
   * answers the same, and asks for no condition again.
   */
  public Response complete(Request request) throws IOException {
    Bucket bucket = store.bucket(request.bucket());
    byte[] document = request.payload().document();
    Optional<ObjectVersion> before =
        bucket
            .completed(request.key(), request.query().text("uploadId"))
            .filter(version -> version.etag().equals(etag(PartList.etags(document))));
    return answer(
        request, bucket, before.isPresent() ? before.get() : write(request, bucket, document));
  }

  private ObjectVersion write(Request request, Bucket bucket, byte[] document) throws IOException {
    Upload upload = bucket.upload(request.key(), request.query().text("uploadId"));
    Encryption encryption = upload.start().attributes().encryption();
    if (CustomerKey.of(request).isPresent()) {
      CustomerKey.requireSame(request, encryption);
    }
    List<Part> parts = PartList.read(document, upload);
    requireSize(request, parts);
    ObjectChecksum checksum = checksum(upload, parts);
    requireChecksum(request, upload, checksum);
    Guard guard =
        WriteConditions.ofComplete(
            request, bucket.current(request.key()), () -> bucket.hasChangedSinceStart(upload.id()));
    ObjectVersion draft =
        LockRules.written(bucket, draft(upload, parts, checksum), clock.instant());
    return bucket.write(request.key(), draft, upload.id(), guard);
  }

  private static void requireSize(Request request, List<Part> parts) {
    Optional<String> claimed = request.header("x-amz-mp-object-size");
    long size = parts.stream().mapToLong(Part::size).sum();
    if (claimed.isPresent() && !claimed.get().equals(Long.toString(size))) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The provided 'x-amz-mp-object-size' header does not match what was computed.");
    }
  }

  private static ObjectChecksum checksum(Upload upload, List<Part> parts) {
    ChecksumAlgorithm algorithm = upload.start().storedAlgorithm();
    List<byte[]> digests = parts.stream().map(p -> Parts.checksum(algorithm, p).digest()).toList();
    if (upload.start().type() == ChecksumType.FULL_OBJECT) {
      return ObjectChecksum.full(algorithm, join(algorithm, parts, digests));
    }
    Digest composite = algorithm.start();
    digests.forEach(d -> composite.update(d, 0, d.length));
    String value = ObjectChecksum.base64(composite.finish()) + "-" + parts.size();
    return new ObjectChecksum(algorithm, ChecksumType.COMPOSITE, value);
  }

  private static byte[] join(ChecksumAlgorithm algorithm, List<Part> parts, List<byte[]> digests) {
    byte[] joined = digests.get(0);
    for (int i = 1; i < parts.size(); i++) {
      joined = algorithm.combine(joined, digests.get(i), parts.get(i).size());
    }
    return joined;
  }

  /** A checksum in an algorithm that was not declared is neither checked nor stored, as in S3. */
  private static void requireChecksum(Request request, Upload upload, ObjectChecksum checksum) {
    Optional<String> type = request.header("x-amz-checksum-type");
    if (type.isPresent() && !type.get().equals(upload.start().type().name())) {
      throw new S3Exception(
          S3Error.BAD_DIGEST, "The checksum type does not match that of the upload.");
    }
    Optional<String> claimed = request.header(checksum.algorithm().header());
    if (claimed.isPresent() && !sameChecksum(claimed.get(), checksum)) {
      throw new S3Exception(
          S3Error.BAD_DIGEST,
          "The " + checksum.algorithm() + " you specified did not match the calculated checksum.");
    }
  }

  /** A composite checksum may come with or without its part count. */
  private static boolean sameChecksum(String claimed, ObjectChecksum checksum) {
    return claimed.equals(checksum.value())
        || (checksum.type() == ChecksumType.COMPOSITE
            && checksum.value().startsWith(claimed + "-"));
  }

  /** Last-Modified of a multipart object is when its upload was initiated. */
  private static ObjectVersion draft(Upload upload, List<Part> parts, ObjectChecksum checksum) {
    return new ObjectVersion(
        ObjectVersion.NULL_ID,
        false,
        upload.start().initiated().getEpochSecond(),
        etag(parts.stream().map(Part::md5).toList()),
        parts,
        Optional.of(checksum),
        upload.start().attributes(),
        upload.start().tags(),
        upload.start().lock().marks());
  }

  /**
   * The MD5 of the binary MD5s of the parts; under SSE-KMS and SSE-C those are opaque, and so is
   * this.
   */
  private static String etag(List<String> parts) {
    Digest md5 = Digest.of("MD5");
    for (String part : parts) {
      byte[] digest = HexFormat.of().parseHex(part);
      md5.update(digest, 0, digest.length);
    }
    return HexFormat.of().formatHex(md5.finish()) + "-" + parts.size();
  }

  private static Response answer(Request request, Bucket bucket, ObjectVersion version) {
    XmlText xml =
        XmlText.s3("CompleteMultipartUploadResult")
            .element("Location", "http://" + request.header("Host").orElse("") + request.rawPath())
            .element("Bucket", bucket.name())
            .element("Key", request.key())
            .element("ETag", version.quotedEtag());
    version.checksum().ifPresent(checksum -> ObjectWriter.show(xml, checksum));
    Response response = Response.ok(xml.close("CompleteMultipartUploadResult"));
    Versions.show(response, bucket, version);
    if (!version.attributes().encryption().customer()) {
      ObjectHeaders.showEncryption(response, version.attributes().encryption());
    }
    return response;
  }
}
