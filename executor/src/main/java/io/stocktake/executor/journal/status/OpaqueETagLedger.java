package io.stocktake.executor.journal.status;

import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.JournalReader;
import io.stocktake.executor.journal.JournalRecord.Encrypted;
import io.stocktake.executor.journal.JournalRecord.Hidden;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.ContentChecksum;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * The ledger of opaque ETags: which MD5 the objects have whose encryption hides it. Either the
 * store encrypted what it had checked, and gave an ETag of its own; or the file was encrypted
 * before it left. The journal keeps both.
 */
public final class OpaqueETagLedger {
  /** As long as a change may go unnoticed after another: clocks and write-back are coarse. */
  private static final Duration GRAIN = Duration.ofSeconds(60);

  private OpaqueETagLedger() {}

  /** Takes what was told. */
  @FunctionalInterface
  public interface ETagConsumer {
    void take(ContentChecksum checksum) throws IOException;
  }

  /**
   * Reads a plan's journal, up to what an interrupted run was writing.
   *
   * @param bucket the bucket whose objects matter
   * @throws StocktakeException if it has none
   */
  public static void read(PlanBundle bundle, String bucket, ETagConsumer sink) throws IOException {
    Path file = bundle.directory().resolve(Journal.FILE);
    if (!Files.exists(file)) {
      throw StocktakeException.usage(
          bundle.directory() + " was not applied: it has no journal to learn from");
    }
    if (!bundle.plan().destination().bucket().equals(bucket)) {
      return;
    }
    String planned = bundle.plan().created();
    JournalReader.read(
        file,
        record -> {
          if (record instanceof Hidden hidden) {
            sink.take(
                new ContentChecksum(
                    bucket, new ObjectKey(hidden.key()), hidden.given(), hidden.sent()));
          } else if (record instanceof Encrypted sent) {
            sink.take(
                new ContentChecksum(
                    bucket,
                    new ObjectKey(sent.key()),
                    sent.etag(),
                    sent.content(),
                    settled(sent.stamp(), planned)));
          }
        });
  }

  /**
   * The stamp of a file, if it had not changed for a minute when the plan was made, which was
   * before it was read: a further change would show in the stamp.
   */
  private static String settled(String stamp, String planned) {
    try {
      Instant changed = Instant.parse(stamp.substring(stamp.indexOf(' ') + 1));
      return changed.isBefore(Instant.parse(planned).minus(GRAIN)) ? stamp : "";
    } catch (DateTimeException e) {
      return "";
    }
  }
}
