package io.stocktake.lab.objects;

import io.stocktake.lab.digest.ObjectChecksum;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.keys.CustomerKey;
import io.stocktake.lab.keys.WriteEncryption;
import io.stocktake.lab.model.ArchiveTier;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.model.Part;
import io.stocktake.lab.model.Restoration;
import io.stocktake.lab.objects.conditions.ByteRange;
import io.stocktake.lab.objects.conditions.ReadConditions;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import io.stocktake.lab.store.content.Body;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** GetObject and HeadObject: whole, by range or by part. */
public final class ObjectReader {
  private final Store store;
  private final Clock clock;

  /** Reads from a store. */
  public ObjectReader(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** What of a version is asked for. */
  private record Selection(ByteRange range, boolean partial, Optional<Part> part) {}

  /** GetObject or HeadObject, by the method. */
  public Response read(Request request) throws IOException {
    WriteEncryption.refuseOnRead(request);
    Bucket bucket = store.bucket(request.bucket());
    return read(request, bucket, Versions.find(bucket, request));
  }

  private Response read(Request request, Bucket bucket, ObjectVersion version) throws IOException {
    CustomerKey.requireOpens(CustomerKey.of(request), version.attributes().encryption());
    if (ReadConditions.ofRead(request).notModified(version)) {
      Response response = Response.of(304);
      ObjectHeaders.show(response, version, request);
      Versions.show(response, bucket, version);
      return response;
    }
    Selection selection = select(request, version);
    Response response = Response.of(selection.partial() ? 206 : 200);
    ObjectHeaders.show(response, version, request);
    response.header(
        "x-amz-archive-status", version.archiveTier(clock.instant()).map(ArchiveTier::name));
    response.header(
        "x-amz-restore", Restoration.of(version).flatMap(r -> r.header(clock.instant())));
    Versions.show(response, bucket, version);
    showSelection(response, version, selection);
    showChecksum(request, response, version, selection);
    return request.isHead()
        ? response.body(selection.range().length(), out -> {})
        : content(response, version, selection.range());
  }

  private Response content(Response response, ObjectVersion version, ByteRange range)
      throws IOException {
    requireReadable(version, clock.instant());
    Body body = new Body(store.blobs(), version.parts(), range.first(), range.length());
    return response.body(range.length(), body::copyTo);
  }

  /**
   * Refuses archived objects that are not restored.
   *
   * @throws S3Exception InvalidObjectState
   */
  public static void requireReadable(ObjectVersion version, Instant now) {
    if (!version.readable(now)) {
      S3Exception refusal =
          new S3Exception(S3Error.INVALID_OBJECT_STATE)
              .with("StorageClass", version.attributes().storageClass());
      throw version
          .archiveTier()
          .map(tier -> refusal.with("AccessTier", tier.name()))
          .orElse(refusal);
    }
  }

  private static Selection select(Request request, ObjectVersion version) {
    Optional<String> header = request.header("Range");
    if (request.query().has("partNumber")) {
      if (header.isPresent()) {
        throw new S3Exception(
            S3Error.INVALID_REQUEST, "Cannot specify both Range header and partNumber query");
      }
      return part(request.query().number("partNumber", 0), version);
    }
    long size = version.size();
    return header
        .flatMap(text -> ByteRange.parse(text, size))
        .map(range -> new Selection(range, true, Optional.empty()))
        .orElseGet(() -> new Selection(new ByteRange(0, size - 1), false, Optional.empty()));
  }

  /** Parts are counted by position, as the numbers used at upload may have gaps. */
  private static Selection part(int number, ObjectVersion version) {
    List<Part> parts = version.parts();
    if (number < 1) {
      throw S3Exception.invalidArgument("partNumber", Integer.toString(number));
    }
    if (number > parts.size()) {
      throw new S3Exception(S3Error.INVALID_PART_NUMBER)
          .with("ActualPartCount", Integer.toString(parts.size()))
          .with("PartNumberRequested", Integer.toString(number));
    }
    long first = parts.subList(0, number - 1).stream().mapToLong(Part::size).sum();
    Part part = parts.get(number - 1);
    return new Selection(
        new ByteRange(first, first + part.size() - 1), part.size() > 0, Optional.of(part));
  }

  private static void showSelection(Response response, ObjectVersion version, Selection selection) {
    if (selection.partial()) {
      ByteRange range = selection.range();
      response.header(
          "Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + version.size());
    }
    if (selection.part().isPresent() && version.multipart()) {
      response.header("x-amz-mp-parts-count", Integer.toString(version.parts().size()));
    }
  }

  /** A checksum is shown for a whole object, or for a part; never for any other range. */
  private static void showChecksum(
      Request request, Response response, ObjectVersion version, Selection selection) {
    boolean asked =
        request.header("x-amz-checksum-mode").map("ENABLED"::equalsIgnoreCase).orElse(false);
    if (!asked || version.checksum().isEmpty()) {
      return;
    }
    ObjectChecksum whole = version.checksum().get();
    if (selection.part().isPresent() && version.multipart()) {
      String value = selection.part().get().checksum();
      ObjectWriter.show(response, new ObjectChecksum(whole.algorithm(), whole.type(), value));
    } else if (!selection.partial() || selection.part().isPresent()) {
      ObjectWriter.show(response, whole);
    }
  }
}
