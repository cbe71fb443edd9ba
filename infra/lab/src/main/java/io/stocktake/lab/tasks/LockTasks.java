package io.stocktake.lab.tasks;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.model.ObjectLock;
import io.stocktake.lab.objects.ObjectLocks;
import io.stocktake.lab.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** S3PutObjectLegalHold and S3PutObjectRetention: as the requests of those names. */
final class LockTasks {
  private static final XmlNode NO_RETENTION = new XmlNode("Retention", "", List.of());

  private final Store store;
  private final ObjectLocks locks;

  LockTasks(Store store, Clock clock) {
    this.store = store;
    this.locks = new ObjectLocks(store, clock);
  }

  TaskOperation legalHold(XmlNode element) {
    Optional<XmlNode> hold = element.find("LegalHold");
    if (!ObjectLock.HOLDS.contains(hold.flatMap(h -> h.value("Status")).orElse(""))) {
      throw bad("LegalHold Status must be ON or OFF");
    }
    return task -> {
      locks.hold(store.bucket(task.bucket()), task.key(), task.versionId(), hold.get());
      return TaskOperation.SUCCESS;
    };
  }

  TaskOperation retention(XmlNode element) {
    XmlNode retention = element.find("Retention").orElse(NO_RETENTION);
    boolean bypass = element.value("BypassGovernanceRetention").orElse("false").equals("true");
    String mode = retention.value("Mode").orElse("");
    Optional<String> until = retention.value("RetainUntilDate");
    if (mode.isEmpty() == until.isPresent()
        || !(mode.isEmpty() || ObjectLock.MODES.contains(mode))) {
      throw bad("Retention must have a Mode and a RetainUntilDate, or neither");
    }
    until.ifPresent(LockTasks::requireTime);
    return task -> {
      locks.retain(store.bucket(task.bucket()), task.key(), task.versionId(), retention, bypass);
      return TaskOperation.SUCCESS;
    };
  }

  private static void requireTime(String text) {
    try {
      Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw bad("Invalid RetainUntilDate: " + text);
    }
  }

  private static S3Exception bad(String message) {
    return new S3Exception(S3Error.BAD_REQUEST_EXCEPTION, message);
  }
}
