package io.stocktake.executor.journal.status;

import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.JournalReader;
import io.stocktake.executor.journal.JournalRecord.Hidden;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.ContentChecksum;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The ledger of opaque ETags: which MD5 the objects have whose encryption hides it. The store
 * checked the MD5 at the upload and gave an ETag of its own; the journal keeps both.
 */
public final class OpaqueETagLedger {
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
    JournalReader.read(
        file,
        record -> {
          if (record instanceof Hidden hidden) {
            sink.take(
                new ContentChecksum(
                    bucket, new ObjectKey(hidden.key()), hidden.given(), hidden.sent()));
          }
        });
  }
}
