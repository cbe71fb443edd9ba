package io.stocktake.lab.objects;

import io.stocktake.lab.digest.ChecksumAlgorithm;
import io.stocktake.lab.digest.ObjectChecksum;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.ingest.ChecksumClaim;
import io.stocktake.lab.ingest.Ingest;
import io.stocktake.lab.ingest.IngestedBody;
import io.stocktake.lab.keys.WriteEncryption;
import io.stocktake.lab.lock.LockRules;
import io.stocktake.lab.model.Attributes;
import io.stocktake.lab.model.Encryption;
import io.stocktake.lab.model.ObjectLock;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.model.Part;
import io.stocktake.lab.objects.conditions.WriteConditions;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Guard;
import io.stocktake.lab.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PutObject. */
public final class ObjectWriter {
  private final Store store;
  private final Ingest ingest;
  private final Clock clock;

  /** Writes to a store. */
  public ObjectWriter(Store store, Ingest ingest, Clock clock) {
    this.store = store;
    this.ingest = ingest;
    this.clock = clock;
  }

  /** PutObject. */
  public Response put(Request request) throws IOException {
    Bucket bucket = store.bucket(request.bucket());
    Versions.requireValidKey(request.key());
    Attributes attributes = ObjectHeaders.read(request, WriteEncryption.of(request, store, bucket));
    Map<String, String> tags = TagSet.ofHeader(request);
    Guard guard = WriteConditions.ofWrite(request, bucket.current(request.key()));
    ChecksumAlgorithm algorithm =
        ChecksumClaim.of(request).algorithm().orElse(ChecksumAlgorithm.CRC64NVME);
    ObjectLock lock = LockRules.ofWrite(request, bucket, clock.instant());
    LockRules.requireDigest(request, bucket, lock, "Put Object");
    IngestedBody received = ingest.body(request, algorithm);
    ObjectVersion draft = lock.onto(draft(received, attributes, tags));
    ObjectVersion version = write(bucket, request.key(), draft, received, guard);
    return written(bucket, version);
  }

  /** Writes an object of the service's own, such as a report, unconditionally. */
  public IngestedBody store(Bucket bucket, String key, InputStream in, String contentType)
      throws IOException {
    Attributes attributes =
        new Attributes(
            "STANDARD", Encryption.SSE_S3, Map.of("content-type", contentType), Map.of());
    IngestedBody received = ingest.bytes(in, ChecksumAlgorithm.CRC64NVME);
    write(bucket, key, draft(received, attributes, Map.of()), received, Guard.NONE);
    return received;
  }

  /** The time of writes. */
  Instant now() {
    return clock.instant();
  }

  /** A version of one part, not yet in a bucket. */
  ObjectVersion draft(IngestedBody received, Attributes attributes, Map<String, String> tags) {
    String etag = received.etag(attributes.encryption());
    Part part = new Part(1, received.size(), received.blob(), "", "");
    return new ObjectVersion(
        ObjectVersion.NULL_ID,
        false,
        clock.instant().getEpochSecond(),
        etag,
        List.of(part),
        Optional.of(received.checksum()),
        attributes,
        tags,
        Map.of());
  }

  /** Writes a draft, or discards its bytes if it may not be written. */
  ObjectVersion write(
      Bucket bucket, String key, ObjectVersion draft, IngestedBody received, Guard guard)
      throws IOException {
    boolean written = false;
    try {
      ObjectVersion locked = LockRules.written(bucket, draft, clock.instant());
      ObjectVersion version = bucket.write(key, locked, "", guard);
      written = true;
      return version;
    } finally {
      if (!written) {
        ingest.discard(received);
      }
    }
  }

  private static Response written(Bucket bucket, ObjectVersion version) {
    Response response = Response.of(200).header("ETag", version.quotedEtag());
    Versions.show(response, bucket, version);
    ObjectHeaders.showEncryption(response, version.attributes().encryption());
    version.checksum().ifPresent(checksum -> show(response, checksum));
    return response;
  }

  /** Shows a checksum in headers. */
  public static void show(Response response, ObjectChecksum checksum) {
    response
        .header(checksum.algorithm().header(), checksum.value())
        .header("x-amz-checksum-type", checksum.type().name());
  }

  /** Shows a checksum in a document. */
  public static void show(XmlText xml, ObjectChecksum checksum) {
    xml.element(checksum.algorithm().element(), checksum.value())
        .element("ChecksumType", checksum.type().name());
  }
}
