package io.stocktake.planner.plan;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.SystemWords;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.fingerprint.Fingerprints;
import io.stocktake.planner.walk.Links;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads files for their ETags, and lists those that cannot be read in peace. */
final class FileReading {
  private final Fingerprints fingerprints;
  private final Findings findings;
  private final PlanProgress progress;

  /**
   * What reading a file gave.
   *
   * @param etags the ETags its bytes have
   * @param trouble why there are none
   */
  record Read(List<ETag> etags, Optional<Reason> trouble) {
    private static Read failed(Reason reason) {
      return new Read(List.of(), Optional.of(reason));
    }
  }

  FileReading(PlanOptions options, Findings findings, PlanProgress progress) {
    this.fingerprints = new Fingerprints(options.partSize(), options.links() == Links.FOLLOW);
    this.findings = findings;
    this.progress = progress;
  }

  /** The ETags that the file's bytes have, in the forms of these. */
  Read read(LocalFile local, List<ETag> like) {
    Optional<List<ETag>> etags;
    try {
      etags = fingerprints.read(local.file(), local.size(), local.mtime(), like);
    } catch (IOException e) {
      findings.problem(
          new Problem(local.name(), Problem.Kind.UNREADABLE_FILE, SystemWords.reason(e)));
      return Read.failed(Reason.UNREADABLE);
    }
    progress.hashed(local.size());
    if (etags.isEmpty()) {
      findings.problem(new Problem(local.name(), Problem.Kind.CHANGED_WHILE_READ, ""));
      return Read.failed(Reason.CHANGED_WHILE_READ);
    }
    return new Read(etags.get(), Optional.empty());
  }
}
