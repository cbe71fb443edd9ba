package io.stocktake.lab.uploads;

import io.stocktake.lab.digest.ChecksumAlgorithm;
import io.stocktake.lab.digest.ChecksumType;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.keys.WriteEncryption;
import io.stocktake.lab.lock.LockRules;
import io.stocktake.lab.objects.ObjectHeaders;
import io.stocktake.lab.objects.TagSet;
import io.stocktake.lab.objects.Versions;
import io.stocktake.lab.objects.conditions.WriteConditions;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import io.stocktake.lab.store.Upload;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;

/** CreateMultipartUpload and AbortMultipartUpload. */
public final class UploadStarts {
  private final Store store;
  private final Clock clock;

  /** Uploads to a store. */
  public UploadStarts(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** CreateMultipartUpload. */
  public Response create(Request request) throws IOException {
    WriteConditions.refuseAny(request);
    Bucket bucket = store.bucket(request.bucket());
    Versions.requireValidKey(request.key());
    Optional<ChecksumAlgorithm> algorithm = algorithm(request);
    Upload upload =
        bucket.startUpload(
            new Upload.Start(
                request.key(),
                clock.instant(),
                ObjectHeaders.read(request, WriteEncryption.of(request, store, bucket)),
                TagSet.ofHeader(request),
                algorithm,
                type(request, algorithm),
                LockRules.ofWrite(request, bucket, clock.instant())));
    XmlText xml =
        XmlText.s3("InitiateMultipartUploadResult")
            .element("Bucket", bucket.name())
            .element("Key", request.key())
            .element("UploadId", upload.id())
            .close("InitiateMultipartUploadResult");
    Response response = Response.ok(xml);
    ObjectHeaders.showEncryption(response, upload.start().attributes().encryption());
    algorithm.ifPresent(a -> response.header("x-amz-checksum-algorithm", a.name()));
    return response.header("x-amz-checksum-type", algorithm.map(a -> upload.start().type().name()));
  }

  private static Optional<ChecksumAlgorithm> algorithm(Request request) {
    Optional<String> name = request.header("x-amz-checksum-algorithm");
    Optional<ChecksumAlgorithm> algorithm = name.flatMap(ChecksumAlgorithm::named);
    if (name.isPresent() && algorithm.isEmpty()) {
      throw S3Exception.notImplemented("x-amz-checksum-algorithm: " + name.get());
    }
    return algorithm;
  }

  private static ChecksumType type(Request request, Optional<ChecksumAlgorithm> algorithm) {
    ChecksumAlgorithm stored = algorithm.orElse(ChecksumAlgorithm.CRC64NVME);
    Optional<String> name = request.header("x-amz-checksum-type");
    if (name.isEmpty()) {
      return stored.defaultMultipartType();
    }
    ChecksumType type =
        Arrays.stream(ChecksumType.values())
            .filter(t -> t.name().equals(name.get()))
            .findFirst()
            .orElseThrow(() -> S3Exception.invalidArgument("x-amz-checksum-type", name.get()));
    if (algorithm.isEmpty() || !stored.allows(type)) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The " + type + " checksum type cannot be used with the " + stored + " algorithm.");
    }
    return type;
  }

  /** AbortMultipartUpload. */
  public Response abort(Request request) throws IOException {
    store.bucket(request.bucket()).abort(request.key(), request.query().text("uploadId"));
    return Response.of(204);
  }
}
