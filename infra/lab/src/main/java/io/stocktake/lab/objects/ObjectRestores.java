package io.stocktake.lab.objects;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.ingest.Documents;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.model.Restoration;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;

/** RestoreObject, of archived objects only. */
public final class ObjectRestores {
  private final Store store;
  private final Clock clock;
  private final Supplier<Duration> time;

  /**
   * Restores objects of a store.
   *
   * @param time how long a restore takes
   */
  public ObjectRestores(Store store, Clock clock, Supplier<Duration> time) {
    this.store = store;
    this.clock = clock;
    this.time = time;
  }

  /** RestoreObject: 202 if this starts a restore, 200 if it prolongs one. */
  public Response restore(Request request) throws IOException {
    Bucket bucket = store.bucket(request.bucket());
    XmlNode document = XmlNode.parse(Documents.read(request), "RestoreRequest");
    Optional<String> days = document.value("Days");
    if (days.filter(text -> !text.matches("[1-9]\\d{0,8}")).isPresent()) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    Optional<String> id = Versions.idOf(request);
    boolean again = initiate(bucket, request.key(), id, days.map(Integer::valueOf));
    return Response.of(again ? 200 : 202);
  }

  /**
   * Starts a restore, or prolongs one.
   *
   * @param days how long the bytes are at hand; none for an archive tier of Intelligent-Tiering,
   *     and only for it
   * @return whether the bytes were at hand already
   * @throws S3Exception InvalidObjectState if it is not archived; RestoreAlreadyInProgress;
   *     MalformedXML, InvalidArgument for days that lack, or should
   */
  public boolean initiate(
      Bucket bucket, String key, Optional<String> versionId, Optional<Integer> days)
      throws IOException {
    Instant now = clock.instant();
    Versions.requireObject(bucket.version(key, versionId), key, versionId);
    boolean again = bucket.version(key, versionId).map(v -> v.readable(now)).orElse(false);
    Instant ready = again ? now : now.plus(time.get());
    Restoration restoration =
        days.map(n -> new Restoration(ready, expiry(ready, n)))
            .orElseGet(() -> Restoration.forGood(ready));
    bucket.amend(
        key,
        versionId,
        restoration::markOn,
        found -> {
          requireRestorable(found, key, versionId, now);
          requireDays(found.orElseThrow(), days);
        });
    return again;
  }

  /** S3 rounds up to the next midnight. */
  private static Instant expiry(Instant ready, int days) {
    return ready.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(days + 1L));
  }

  private static void requireDays(ObjectVersion version, Optional<Integer> days) {
    boolean tiered = version.archiveTier().isPresent();
    if (tiered && days.isPresent()) {
      throw S3Exception.invalidArgument("Days", days.get().toString());
    }
    if (!tiered && days.isEmpty()) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
  }

  private static void requireRestorable(
      Optional<ObjectVersion> found, String key, Optional<String> versionId, Instant now) {
    Versions.requireObject(found, key, versionId);
    ObjectVersion version = found.orElseThrow();
    boolean outForGood = version.archiveTier().isPresent() && version.readable(now);
    if (!version.archived() || outForGood) {
      throw new S3Exception(
          S3Error.INVALID_OBJECT_STATE,
          "Restore is not allowed for the object's current storage class");
    }
    if (Restoration.of(version).map(r -> r.ongoing(now)).orElse(false)) {
      throw new S3Exception(S3Error.RESTORE_ALREADY_IN_PROGRESS);
    }
  }
}
