package io.stocktake.lab.objects;

import io.stocktake.lab.digest.ChecksumAlgorithm;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.Right;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.ingest.Ingest;
import io.stocktake.lab.ingest.IngestedBody;
import io.stocktake.lab.keys.WriteEncryption;
import io.stocktake.lab.lock.LockRules;
import io.stocktake.lab.model.Attributes;
import io.stocktake.lab.model.Encryption;
import io.stocktake.lab.model.ObjectLock;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.objects.conditions.WriteConditions;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Guard;
import io.stocktake.lab.store.Store;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CopyObject. The copy is an object of one part, for any source. */
public final class ObjectCopier {
  private static final List<String> CHANGES =
      List.of(
          "x-amz-storage-class",
          "x-amz-server-side-encryption",
          "x-amz-server-side-encryption-customer-algorithm",
          "x-amz-checksum-algorithm",
          ObjectHeaders.REDIRECT);

  private final Store store;
  private final Ingest ingest;
  private final ObjectWriter writer;

  /** Copies within a store. */
  public ObjectCopier(Store store, Ingest ingest, ObjectWriter writer) {
    this.store = store;
    this.ingest = ingest;
    this.writer = writer;
  }

  /** CopyObject. */
  public Response copy(Request request) throws IOException {
    Bucket bucket = store.bucket(request.bucket());
    Versions.requireValidKey(request.key());
    CopySource source = CopySource.of(request);
    refuseIdentity(source, request);
    ObjectVersion original = source.find(store, request, writer.now());
    boolean keepsTags = !replaces(request, "x-amz-tagging-directive");
    if (keepsTags && !original.tags().isEmpty()) {
      requireTagRights(request, source);
    }
    Encryption encryption = WriteEncryption.of(request, store, bucket);
    Wanted wanted =
        new Wanted(
            attributes(original, request, encryption),
            keepsTags ? original.tags() : TagSet.ofHeader(request),
            LockRules.ofWrite(request, bucket, writer.now()),
            algorithm(original, request.header("x-amz-checksum-algorithm")));
    Guard guard = WriteConditions.ofWrite(request, bucket.current(request.key()));
    ObjectVersion copy = copy(original, bucket, request.key(), wanted, guard);
    return answer(bucket, source, original, copy);
  }

  /** What a copy is to have; the lock of its source is never taken over. */
  public record Wanted(
      Attributes attributes,
      Map<String, String> tags,
      ObjectLock lock,
      ChecksumAlgorithm algorithm) {}

  /** Rights on tags are needed for sources that have some. */
  private static void requireTagRights(Request request, CopySource source) {
    String action = source.versionId().isEmpty() ? "GetObjectTagging" : "GetObjectVersionTagging";
    request.caller().require(Right.onObject(action, source.bucket(), source.key()));
    request.caller().require(Right.onObject("PutObjectTagging", request.bucket(), request.key()));
  }

  /**
   * Copies a version.
   *
   * @throws S3Exception InvalidRequest if it is beyond 5 GiB
   */
  public ObjectVersion copy(
      ObjectVersion original, Bucket bucket, String key, Wanted wanted, Guard guard)
      throws IOException {
    if (original.size() > Ingest.MAX_BODY) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The specified copy source is larger than the maximum allowable size for a copy source: "
              + Ingest.MAX_BODY);
    }
    IngestedBody received = ingest.copy(original.parts(), 0, original.size(), wanted.algorithm());
    ObjectVersion draft = writer.draft(received, wanted.attributes(), wanted.tags());
    return writer.write(bucket, key, wanted.lock().onto(draft), received, guard);
  }

  private static boolean replaces(Request request, String directiveHeader) {
    String directive = request.header(directiveHeader).orElse("COPY");
    return switch (directive) {
      case "COPY" -> false;
      case "REPLACE" -> true;
      default -> throw S3Exception.invalidArgument(directiveHeader, directive);
    };
  }

  private static void refuseIdentity(CopySource source, Request request) {
    boolean same =
        source.bucket().equals(request.bucket())
            && source.key().equals(request.key())
            && source.versionId().isEmpty();
    boolean changes =
        replaces(request, "x-amz-metadata-directive")
            || CHANGES.stream().anyMatch(name -> request.header(name).isPresent());
    if (same && !changes) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "This copy request is illegal because it is trying to copy an object to itself without"
              + " changing the object's metadata, storage class, website redirect location or"
              + " encryption attributes.");
    }
  }

  /** Storage class, encryption and redirect are never taken from the source. */
  private static Attributes attributes(
      ObjectVersion original, Request request, Encryption encryption) {
    Attributes given = ObjectHeaders.read(request, encryption);
    if (replaces(request, "x-amz-metadata-directive")) {
      return given;
    }
    Map<String, String> headers = new HashMap<>(original.attributes().headers());
    headers.remove(ObjectHeaders.REDIRECT);
    request.header(ObjectHeaders.REDIRECT).ifPresent(v -> headers.put(ObjectHeaders.REDIRECT, v));
    return new Attributes(
        given.storageClass(), given.encryption(), headers, original.attributes().metadata());
  }

  /** The algorithm of a copy: the one asked for, or else that of the source. */
  public static ChecksumAlgorithm algorithm(ObjectVersion original, Optional<String> asked) {
    return asked
        .map(
            name ->
                ChecksumAlgorithm.named(name)
                    .orElseThrow(
                        () -> S3Exception.notImplemented("x-amz-checksum-algorithm: " + name)))
        .or(() -> original.checksum().map(c -> c.algorithm()))
        .orElse(ChecksumAlgorithm.CRC64NVME);
  }

  private static Response answer(
      Bucket bucket, CopySource source, ObjectVersion original, ObjectVersion copy) {
    XmlText xml =
        XmlText.s3("CopyObjectResult")
            .element("LastModified", copy.modified().toString())
            .element("ETag", copy.quotedEtag());
    copy.checksum().ifPresent(checksum -> ObjectWriter.show(xml, checksum));
    Response response = Response.ok(xml.close("CopyObjectResult"));
    Versions.show(response, bucket, copy);
    ObjectHeaders.showEncryption(response, copy.attributes().encryption());
    if (source.versionId().isPresent() || !original.versionId().equals(ObjectVersion.NULL_ID)) {
      response.header("x-amz-copy-source-version-id", original.versionId());
    }
    return response;
  }
}
