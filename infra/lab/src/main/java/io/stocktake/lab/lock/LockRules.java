package io.stocktake.lab.lock;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.ingest.ChecksumClaim;
import io.stocktake.lab.model.ObjectLock;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Guard;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * What Object Lock asks of writes, deletes and changes of a lock, whether a request or a job makes
 * them. Source: Amazon S3 User Guide, "How S3 Object Lock works".
 */
public final class LockRules {
  private static final String START = "x-amz-object-lock-";
  private static final String MODE = START + "mode";
  private static final String UNTIL = START + "retain-until-date";
  private static final String HOLD = START + "legal-hold";
  private static final String GOVERNANCE = "GOVERNANCE";

  private LockRules() {}

  /**
   * The lock that a PutObject, CopyObject or CreateMultipartUpload asks for.
   *
   * @throws S3Exception InvalidRequest in a bucket without Object Lock; InvalidArgument
   */
  public static ObjectLock ofWrite(Request request, Bucket bucket, Instant now) {
    for (String name : request.headers().keySet()) {
      if (name.toLowerCase(Locale.ROOT).startsWith(START)) {
        LockConfiguration.require(bucket);
        requireKnown(name.toLowerCase(Locale.ROOT));
      }
    }
    Optional<String> mode = request.header(MODE);
    Optional<Instant> until = request.header(UNTIL).map(text -> future(text, now));
    if (mode.isPresent() != until.isPresent()) {
      throw new S3Exception(
          S3Error.INVALID_ARGUMENT, UNTIL + " and " + MODE + " must both be supplied");
    }
    mode.ifPresent(LockRules::requireMode);
    return new ObjectLock(request.header(HOLD).map(LockRules::hold), mode.orElse(""), until);
  }

  private static void requireKnown(String header) {
    if (!header.equals(MODE) && !header.equals(UNTIL) && !header.equals(HOLD)) {
      throw S3Exception.notImplemented(header);
    }
  }

  private static void requireMode(String mode) {
    if (!ObjectLock.MODES.contains(mode)) {
      throw refusal("Unknown wormMode directive.", MODE, mode);
    }
  }

  private static boolean hold(String status) {
    if (!ObjectLock.HOLDS.contains(status)) {
      throw refusal("Legal Hold must be either of 'ON' or 'OFF'", HOLD, status);
    }
    return status.equals(ObjectLock.ON);
  }

  /**
   * Reads the end of a retention, which must be in the future.
   *
   * @throws S3Exception InvalidArgument
   */
  public static Instant future(String text, Instant now) {
    Instant until;
    try {
      until = Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeParseException e) {
      throw refusal("The retain until date must be provided in ISO 8601 format", UNTIL, text);
    }
    if (!until.isAfter(now)) {
      throw refusal("The retain until date must be in the future!", UNTIL, text);
    }
    return until;
  }

  private static S3Exception refusal(String message, String header, String value) {
    return new S3Exception(S3Error.INVALID_ARGUMENT, message)
        .with("ArgumentName", header)
        .with("ArgumentValue", value);
  }

  /**
   * Insists that bytes that will be locked, by the request or the bucket, come with a digest.
   *
   * @param what how S3 names the request
   * @throws S3Exception InvalidRequest
   */
  public static void requireDigest(Request request, Bucket bucket, ObjectLock lock, String what) {
    boolean locked = !lock.isNone() || LockConfiguration.defaultOf(bucket).isPresent();
    boolean digested =
        request.header("Content-MD5").isPresent()
            || ChecksumClaim.of(request).algorithm().isPresent();
    if (locked && !digested) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "Content-MD5 OR x-amz-checksum- HTTP header is required for "
              + what
              + " requests with Object Lock parameters");
    }
  }

  /** A version about to be written: with the bucket's retention, if it has none of its own. */
  public static ObjectVersion written(Bucket bucket, ObjectVersion draft, Instant now) {
    ObjectLock lock = ObjectLock.of(draft);
    return lock.mode().isEmpty()
        ? LockConfiguration.defaultOf(bucket)
            .map(r -> lock.withRetention(r.mode(), Optional.of(r.until(now))).onto(draft))
            .orElse(draft)
        : draft;
  }

  /**
   * The condition on the delete of a version: that it is not locked. A delete that names no version
   * removes none.
   *
   * @param bypass whether a retention under governance does not count
   */
  public static Guard ofDelete(Optional<String> versionId, boolean bypass, Instant now) {
    return found -> {
      if (versionId.isPresent()
          && found.map(version -> isProtected(version, bypass, now)).orElse(false)) {
        throw refusedByLock();
      }
    };
  }

  private static boolean isProtected(ObjectVersion version, boolean bypass, Instant now) {
    ObjectLock lock = ObjectLock.of(version);
    boolean bypassed = bypass && lock.mode().equals(GOVERNANCE);
    return lock.isHeld() || (lock.retains(now) && !bypassed);
  }

  /**
   * Refuses to weaken a retention that has not ended: to end it sooner, to remove it, or to change
   * its mode. That is allowed under governance alone, and only if it is bypassed.
   *
   * @throws S3Exception AccessDenied
   */
  public static void requireMayRetain(
      ObjectLock now, ObjectLock wanted, boolean bypass, Instant when) {
    boolean weaker =
        !wanted.mode().equals(now.mode())
            || wanted.until().orElse(Instant.MIN).isBefore(now.until().orElse(Instant.MIN));
    boolean bypassed = bypass && now.mode().equals(GOVERNANCE);
    if (now.retains(when) && weaker && !bypassed) {
      throw refusedByLock();
    }
  }

  private static S3Exception refusedByLock() {
    return new S3Exception(
        S3Error.ACCESS_DENIED, "Access Denied because object protected by object lock.");
  }
}
