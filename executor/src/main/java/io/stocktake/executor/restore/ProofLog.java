package io.stocktake.executor.restore;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.restore.content.ContentProof;
import io.stocktake.manifests.content.ProvenContent;
import io.stocktake.manifests.restore.RestoreRow;
import java.util.Optional;

/**
 * Writes down what proved the content of rows, so that it can be proven again without the store.
 */
record ProofLog(Journal journal) {
  /**
   * Writes it down, before the file has its name; an MD5 that is the ETag goes with the outcome.
   *
   * @return the row's result if all else goes well
   */
  RowResult note(long ordinal, RestoreRow row, ContentProof proof, Outcome outcome) {
    var etag = row.object().orElseThrow().etag();
    Optional<ProvenContent> known = proof.known();
    if (known.isPresent() && known.equals(ProvenContent.ofETag(etag))) {
      return new RowResult(outcome, Optional.of(etag), Optional.empty(), "");
    }
    known.ifPresent(content -> journal.content(ordinal, content).join());
    return RowResult.of(outcome, "");
  }
}
