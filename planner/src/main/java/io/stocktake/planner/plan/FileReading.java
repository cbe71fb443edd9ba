package io.stocktake.planner.plan;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.SystemWords;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.evidence.FileChecksums;
import io.stocktake.planner.fingerprint.Fingerprints;
import io.stocktake.planner.state.FingerprintCache;
import io.stocktake.planner.walk.Links;
import io.stocktake.planner.walk.WalkedFile;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tells the ETags of files: of those that did not change from memory or a list of MD5s, of the
 * others by reading them, and lists those that cannot be read in peace.
 */
final class FileReading {
  private final Fingerprints fingerprints;
  private final Optional<FingerprintCache> memory;
  private final Optional<FileChecksums> checksums;
  private final double rehash;
  private final Clock clock;
  private final Findings findings;
  private final PlanProgress progress;

  /**
   * What is known of a file's content.
   *
   * @param etags ETags that its bytes have
   * @param trouble why there are none
   */
  record Read(List<ETag> etags, Optional<Reason> trouble) {
    private static Read failed(Reason reason) {
      return new Read(List.of(), Optional.of(reason));
    }
  }

  FileReading(
      PlanOptions options,
      Optional<FingerprintCache> memory,
      Optional<FileChecksums> checksums,
      Clock clock,
      Findings findings,
      PlanProgress progress) {
    this.fingerprints = new Fingerprints(options.partSize(), options.links() == Links.FOLLOW);
    this.memory = memory;
    this.checksums = checksums;
    this.rehash = options.rehash();
    this.clock = clock;
    this.findings = findings;
    this.progress = progress;
  }

  /** What is known without reading, if it is enough to tell whether the file has these ETags. */
  Optional<Read> remembered(WalkedFile walked, List<ETag> like) {
    Optional<ETag> known =
        known(walked).filter(etag -> like.stream().allMatch(l -> decides(etag, l)));
    if (known.isEmpty() || (rehash > 0 && ThreadLocalRandom.current().nextDouble() < rehash)) {
      return Optional.empty();
    }
    progress.known();
    return Optional.of(new Read(List.of(known.get()), Optional.empty()));
  }

  private Optional<ETag> known(WalkedFile walked) {
    return memory
        .flatMap(m -> m.find(walked))
        .or(() -> checksums.flatMap(list -> list.md5(walked)));
  }

  /** Of two ETags in parts that differ, the part sizes may: nothing is known of the content. */
  private static boolean decides(ETag known, ETag wanted) {
    return known.equals(wanted) || (known.parts() == 0 && wanted.parts() == 0);
  }

  /** The ETags that the file's bytes have, in the forms of these. */
  Read read(WalkedFile walked, List<ETag> like) throws IOException {
    Instant began = clock.instant();
    Optional<List<ETag>> etags;
    try {
      etags = fingerprints.read(walked.file(), walked.size(), walked.mtime(), like);
    } catch (IOException e) {
      findings.problem(
          new Problem(walked.name(), Problem.Kind.UNREADABLE_FILE, SystemWords.reason(e)));
      return Read.failed(Reason.UNREADABLE);
    }
    progress.hashed(walked.size());
    if (etags.isEmpty()) {
      findings.problem(new Problem(walked.name(), Problem.Kind.CHANGED_WHILE_READ, ""));
      return Read.failed(Reason.CHANGED_WHILE_READ);
    }
    return remember(walked, began, etags.get(), like);
  }

  private Read remember(WalkedFile walked, Instant began, List<ETag> etags, List<ETag> like)
      throws IOException {
    if (known(walked).filter(known -> contradicts(known, etags)).isPresent()) {
      findings.problem(new Problem(walked.name(), Problem.Kind.SILENT_CHANGE, ""));
      return Read.failed(Reason.SILENT_CHANGE);
    }
    if (memory.isPresent()) {
      Optional<ETag> worth =
          etags.stream()
              .filter(etag -> etag.parts() == 0)
              .findFirst()
              .or(() -> etags.stream().filter(like::contains).findFirst());
      if (worth.isPresent() && !worth.equals(memory.get().find(walked))) {
        memory.get().put(walked, began, worth.get());
      }
    }
    return new Read(etags, Optional.empty());
  }

  /** Bytes have one MD5, so another means other bytes. */
  private static boolean contradicts(ETag known, List<ETag> etags) {
    return known.parts() == 0
        && etags.stream().anyMatch(etag -> etag.parts() == 0 && !etag.equals(known));
  }
}
