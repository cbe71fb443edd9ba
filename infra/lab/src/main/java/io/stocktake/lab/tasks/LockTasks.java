package io.stocktake.lab.tasks;

import io.stocktake.lab.buckets.ObjectLockConfiguration;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.manifest.Task;
import io.stocktake.lab.model.ObjectLock;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.objects.Versions;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Guard;
import io.stocktake.lab.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** S3PutObjectLegalHold and S3PutObjectRetention. */
final class LockTasks {
  private final Store store;
  private final Clock clock;

  LockTasks(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  TaskOperation legalHold(XmlNode element) {
    String status = element.find("LegalHold").flatMap(hold -> hold.value("Status")).orElse("");
    if (!status.matches("ON|OFF")) {
      throw bad("LegalHold Status must be ON or OFF");
    }
    return task -> mark(task, v -> ObjectLock.hold(v, status.equals("ON")), found -> {});
  }

  TaskOperation retention(XmlNode element) {
    Optional<XmlNode> retention = element.find("Retention");
    String mode = retention.flatMap(r -> r.value("Mode")).orElse("");
    Optional<Instant> until = retention.flatMap(r -> r.value("RetainUntilDate")).map(this::time);
    boolean bypass = element.value("BypassGovernanceRetention").orElse("false").equals("true");
    if (mode.isEmpty() == until.isPresent() || !mode.matches("|COMPLIANCE|GOVERNANCE")) {
      throw bad("Retention must have a Mode and a RetainUntilDate, or neither");
    }
    return task ->
        mark(
            task,
            version -> ObjectLock.retain(version, mode, until),
            found -> requireLonger(found.orElseThrow(), until, bypass));
  }

  private Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw bad("Invalid RetainUntilDate: " + text);
    }
  }

  /** A retention may end sooner only under governance, and only if that is bypassed. */
  private void requireLonger(ObjectVersion version, Optional<Instant> until, boolean bypass) {
    ObjectLock lock = ObjectLock.of(version);
    Instant now = clock.instant();
    boolean shorter = until.isEmpty() || until.get().isBefore(lock.until().orElse(Instant.MIN));
    boolean bypassed = bypass && lock.mode().equals("GOVERNANCE");
    if (lock.retains(now) && shorter && !bypassed) {
      throw new S3Exception(S3Error.ACCESS_DENIED);
    }
  }

  private String mark(Task task, UnaryOperator<ObjectVersion> change, Guard allowed)
      throws IOException {
    Bucket bucket = store.bucket(task.bucket());
    ObjectLockConfiguration.require(bucket);
    bucket.amend(
        task.key(),
        task.versionId(),
        change,
        found -> {
          Versions.requireObject(found, task.key(), task.versionId());
          allowed.check(found);
        });
    return TaskOperation.SUCCESS;
  }

  private static S3Exception bad(String message) {
    return new S3Exception(S3Error.BAD_REQUEST_EXCEPTION, message);
  }
}
