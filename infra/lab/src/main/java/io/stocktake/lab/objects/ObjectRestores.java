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
    String days = document.value("Days").orElse("");
    if (!days.matches("[1-9]\\d{0,8}")) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    Optional<String> id = Versions.idOf(request);
    boolean again = initiate(bucket, request.key(), id, Integer.parseInt(days));
    return Response.of(again ? 200 : 202);
  }

  /**
   * Starts a restore, or prolongs one.
   *
   * @return whether the bytes were at hand already
   * @throws S3Exception InvalidObjectState if it is not archived; RestoreAlreadyInProgress
   */
  public boolean initiate(Bucket bucket, String key, Optional<String> versionId, int days)
      throws IOException {
    Instant now = clock.instant();
    Versions.requireObject(bucket.version(key, versionId), key, versionId);
    boolean again = bucket.version(key, versionId).map(v -> v.readable(now)).orElse(false);
    Instant ready = again ? now : now.plus(time.get());
    Restoration restoration = new Restoration(ready, expiry(ready, days));
    bucket.amend(
        key,
        versionId,
        restoration::markOn,
        found -> requireRestorable(found, key, versionId, now));
    return again;
  }

  /** S3 rounds up to the next midnight. */
  private static Instant expiry(Instant ready, int days) {
    return ready.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(days + 1L));
  }

  private static void requireRestorable(
      Optional<ObjectVersion> found, String key, Optional<String> versionId, Instant now) {
    Versions.requireObject(found, key, versionId);
    if (!found.orElseThrow().archived()) {
      throw new S3Exception(
          S3Error.INVALID_OBJECT_STATE,
          "Restore is not allowed for the object's current storage class");
    }
    if (Restoration.of(found.get()).map(r -> r.ongoing(now)).orElse(false)) {
      throw new S3Exception(S3Error.RESTORE_ALREADY_IN_PROGRESS);
    }
  }
}
