package io.stocktake.planner.compare.content;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.checksums.FileChecksums;
import io.stocktake.planner.compare.output.DuplicateReport;
import io.stocktake.planner.compare.output.PlanCollector;
import io.stocktake.planner.fingerprint.FileHashTask;
import io.stocktake.planner.fingerprint.Fingerprints;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.ReadOptions;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.state.FingerprintCache;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tells the ETags of files: of those that did not change from memory or a list of MD5s, of the
 * others by reading them, and lists those that cannot be read in peace.
 */
public final class ContentResolver {
  /** Of a file that a list vouches for, nobody here has seen that it did not change since. */
  private static final Instant NEVER_SEEN = Instant.EPOCH;

  private final Fingerprints fingerprints;
  private final Optional<FingerprintCache> memory;
  private final Optional<FileChecksums> checksums;
  private final Optional<DuplicateReport> report;
  private final ReadOptions reading;
  private final Clock clock;
  private final PlanCollector findings;
  private final PlanProgress progress;

  /**
   * What is known of a file's content.
   *
   * @param etags ETags that its bytes have
   * @param trouble why there are none
   * @param since when the reading began that found it
   */
  public record Known(List<ETag> etags, Optional<Reason> trouble, Instant since) {
    private static Known failed(Reason reason) {
      return new Known(List.of(), Optional.of(reason), NEVER_SEEN);
    }
  }

  /** Takes what is known, in the thread that learnt it. */
  @FunctionalInterface
  public interface ETagConsumer {
    void take(Known known) throws IOException;
  }

  public ContentResolver(
      PlanOptions options,
      Path source,
      Optional<FingerprintCache> memory,
      Optional<FileChecksums> checksums,
      Optional<DuplicateReport> report,
      Clock clock,
      PlanCollector findings,
      PlanProgress progress) {
    this.fingerprints = options.fingerprints().below(source);
    this.memory = memory;
    this.checksums = checksums;
    this.report = report;
    this.reading = options.reading();
    this.clock = clock;
    this.findings = findings;
    this.progress = progress;
  }

  /** Says that a file is there, whatever becomes of it; whether it is known to be damaged. */
  public boolean met(WalkedFile walked) throws IOException {
    if (report.isPresent()) {
      report.get().add(walked, believed(walked));
    }
    return isDamaged(walked);
  }

  private boolean isDamaged(WalkedFile walked) {
    return memory
        .flatMap(m -> m.find(walked))
        .filter(FingerprintCache.Remembered::suspect)
        .isPresent();
  }

  /** Lists a file that changed though nothing shows it, and is not to be sent. */
  public Reason damaged(WalkedFile walked) throws IOException {
    findings.problem(new Problem(walked.name(), Problem.Kind.SILENT_CHANGE, ""));
    return Reason.SILENT_CHANGE;
  }

  /** What is known without reading, if it is enough to tell whether the file has these ETags. */
  public Optional<Known> remembered(WalkedFile walked, List<ETag> like) throws IOException {
    Optional<ETag> known =
        believed(walked).filter(etag -> like.stream().allMatch(l -> decides(etag, l)));
    if (known.isEmpty() || reading.rereads(walked.name())) {
      return Optional.empty();
    }
    progress.known();
    report(walked, known);
    boolean seen = memory.flatMap(m -> m.find(walked)).isPresent();
    return Optional.of(
        new Known(List.of(known.get()), Optional.empty(), seen ? clock.instant() : NEVER_SEEN));
  }

  /**
   * What memory says of an object whose ETag hides its content: that it has that of the file, or
   * had that which the file has lost. Nothing if it knows no more of the object than others do.
   */
  public Optional<Reason> hidden(WalkedFile walked, ETag etag) throws IOException {
    if (memory.flatMap(m -> m.findHidden(walked)).filter(etag::equals).isEmpty()) {
      return Optional.empty();
    }
    if (isDamaged(walked)) {
      return Optional.of(damaged(walked));
    }
    progress.known();
    return Optional.of(Reason.SAME);
  }

  /** Remembers what evidence besides its ETag told of an object. */
  public void learnHidden(WalkedFile walked, Known known, ETag etag) throws IOException {
    if (memory.isPresent()) {
      memory.get().putHidden(walked, known.since(), etag);
    }
  }

  /** What is not believed must be read, whatever a list says. */
  private Optional<ETag> believed(WalkedFile walked) {
    Optional<FingerprintCache.Remembered> before = memory.flatMap(m -> m.find(walked));
    return before.isPresent()
        ? before.filter(b -> !b.suspect()).map(FingerprintCache.Remembered::etag)
        : checksums.flatMap(list -> list.md5(walked));
  }

  /** Of two ETags in parts that differ, the part sizes may: nothing is known of the content. */
  private static boolean decides(ETag known, ETag wanted) {
    return known.equals(wanted) || (known.parts() == 0 && wanted.parts() == 0);
  }

  /** Has the file read for the ETags that its bytes have, in the forms of these. */
  public void read(HashingPool hashing, WalkedFile walked, List<ETag> like, ETagConsumer sink)
      throws IOException {
    Instant began = clock.instant();
    if (walked.isLink()) {
      sink.take(known(walked, began, () -> readLink(walked, like), like));
      return;
    }
    hashing.submit(
        new FileHashTask(
            fingerprints,
            walked.file(),
            walked.size(),
            walked.mtime(),
            like,
            found -> sink.take(known(walked, began, found, like))));
  }

  private Optional<List<ETag>> readLink(WalkedFile walked, List<ETag> like) throws IOException {
    return fingerprints.readLink(walked.file(), walked.size(), walked.mtime(), like);
  }

  private Known known(WalkedFile walked, Instant began, FileHashTask.Found found, List<ETag> like)
      throws IOException {
    Optional<List<ETag>> etags;
    try {
      etags = found.etags();
    } catch (IOException e) {
      if (SystemErrors.isOutOfFiles(e)) {
        throw StocktakeException.environment(
            "too many files are open at once; raise the limit (ulimit -n), or give fewer"
                + " --threads",
            e);
      }
      findings.problem(
          new Problem(walked.name(), Problem.Kind.UNREADABLE_FILE, SystemErrors.reason(e)));
      return Known.failed(Reason.UNREADABLE);
    }
    progress.hashed(walked.size());
    if (etags.isEmpty()) {
      findings.problem(new Problem(walked.name(), Problem.Kind.CHANGED_WHILE_READ, ""));
      return Known.failed(Reason.CHANGED_WHILE_READ);
    }
    return remember(walked, began, etags.get(), like);
  }

  private Known remember(WalkedFile walked, Instant began, List<ETag> etags, List<ETag> like)
      throws IOException {
    Optional<FingerprintCache.Remembered> before = memory.flatMap(m -> m.find(walked));
    Optional<ETag> said =
        before
            .map(FingerprintCache.Remembered::etag)
            .or(() -> checksums.flatMap(list -> list.md5(walked)));
    if (said.filter(known -> contradicts(known, etags)).isPresent()) {
      if (before.isPresent()) {
        memory.orElseThrow().suspect(walked, before.get().etag());
      }
      return Known.failed(damaged(walked));
    }
    Optional<ETag> worth =
        etags.stream()
            .filter(etag -> etag.parts() == 0)
            .findFirst()
            .or(() -> etags.stream().filter(like::contains).findFirst());
    report(walked, worth.or(() -> etags.stream().findFirst()));
    if (memory.isPresent()
        && worth.isPresent()
        && !before.equals(worth.map(etag -> new FingerprintCache.Remembered(etag, false)))) {
      memory.get().put(walked, began, worth.get());
    }
    return new Known(etags, Optional.empty(), began);
  }

  private void report(WalkedFile walked, Optional<ETag> content) throws IOException {
    if (report.isPresent()) {
      report.get().add(walked, content);
    }
  }

  /** Bytes have one MD5, so another means other bytes. */
  private static boolean contradicts(ETag known, List<ETag> etags) {
    return known.parts() == 0
        && etags.stream().anyMatch(etag -> etag.parts() == 0 && !etag.equals(known));
  }
}
