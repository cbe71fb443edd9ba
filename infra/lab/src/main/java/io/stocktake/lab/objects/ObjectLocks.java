package io.stocktake.lab.objects;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.ingest.Documents;
import io.stocktake.lab.lock.LockConfiguration;
import io.stocktake.lab.lock.LockRules;
import io.stocktake.lab.model.ObjectLock;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Guard;
import io.stocktake.lab.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Get and put of an object's retention and legal hold; jobs put them too. */
public final class ObjectLocks {
  private static final String MODE = "Mode";
  private static final String UNTIL = "RetainUntilDate";

  private final Store store;
  private final Clock clock;

  /** Locks of the objects of a store. */
  public ObjectLocks(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Whether a request is to count a retention under governance for nothing. */
  static boolean bypasses(Request request) {
    return request
        .header("x-amz-bypass-governance-retention")
        .map(Boolean::parseBoolean)
        .orElse(false);
  }

  /** PutObjectLegalHold. */
  public Response putHold(Request request) throws IOException {
    XmlNode document = XmlNode.parse(Documents.readDigested(request), "LegalHold");
    hold(store.bucket(request.bucket()), request.key(), Versions.idOf(request), document);
    return Response.of(200);
  }

  /** PutObjectRetention. */
  public Response putRetention(Request request) throws IOException {
    XmlNode document = XmlNode.parse(Documents.readDigested(request), "Retention");
    retain(
        store.bucket(request.bucket()),
        request.key(),
        Versions.idOf(request),
        document,
        bypasses(request));
    return Response.of(200);
  }

  /**
   * Gives a version a legal hold, or takes it away.
   *
   * @param document a {@code LegalHold} element
   * @throws S3Exception InvalidRequest in a bucket without Object Lock; MalformedXML
   */
  public void hold(Bucket bucket, String key, Optional<String> versionId, XmlNode document)
      throws IOException {
    String status = document.value("Status").orElse("");
    if (!ObjectLock.HOLDS.contains(status)) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    change(bucket, key, versionId, lock -> lock.withHold(status.equals(ObjectLock.ON)), Guard.NONE);
  }

  /**
   * Gives a version another retention, or takes it away.
   *
   * @param document a {@code Retention} element with mode and date, or without both
   * @throws S3Exception InvalidRequest in a bucket without Object Lock; MalformedXML;
   *     InvalidArgument for a date in the past; AccessDenied
   */
  public void retain(
      Bucket bucket, String key, Optional<String> versionId, XmlNode document, boolean bypass)
      throws IOException {
    Instant now = clock.instant();
    String mode = document.value(MODE).orElse("");
    Optional<Instant> until = document.value(UNTIL).map(text -> LockRules.future(text, now));
    if (mode.isEmpty() == until.isPresent()
        || !(mode.isEmpty() || ObjectLock.MODES.contains(mode))) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    ObjectLock wanted = ObjectLock.NONE.withRetention(mode, until);
    change(
        bucket,
        key,
        versionId,
        lock -> lock.withRetention(mode, until),
        found ->
            LockRules.requireMayRetain(ObjectLock.of(found.orElseThrow()), wanted, bypass, now));
  }

  private static void change(
      Bucket bucket,
      String key,
      Optional<String> versionId,
      UnaryOperator<ObjectLock> change,
      Guard allowed)
      throws IOException {
    LockConfiguration.require(bucket);
    Guard exists = found -> Versions.requireObject(found, key, versionId);
    bucket.amend(
        key,
        versionId,
        version -> change.apply(ObjectLock.of(version)).onto(version),
        exists.and(allowed));
  }

  /** GetObjectLegalHold. */
  public Response getHold(Request request) {
    String status = lock(request).holdText().orElseThrow(ObjectLocks::none);
    return Response.ok(XmlText.s3("LegalHold").element("Status", status).close("LegalHold"));
  }

  /** GetObjectRetention. */
  public Response getRetention(Request request) {
    ObjectLock lock = lock(request);
    Instant until = lock.until().orElseThrow(ObjectLocks::none);
    return Response.ok(
        XmlText.s3("Retention")
            .element(MODE, lock.mode())
            .element(UNTIL, until.toString())
            .close("Retention"));
  }

  private ObjectLock lock(Request request) {
    Bucket bucket = store.bucket(request.bucket());
    LockConfiguration.require(bucket);
    ObjectVersion version = Versions.find(bucket, request);
    return ObjectLock.of(version);
  }

  private static S3Exception none() {
    return new S3Exception(S3Error.NO_SUCH_OBJECT_LOCK);
  }
}
