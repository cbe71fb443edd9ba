package io.stocktake.planner.compare.content;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.checksums.FileChecksums;
import io.stocktake.planner.compare.output.DuplicateReport;
import io.stocktake.planner.compare.output.PlanCollector;
import io.stocktake.planner.fingerprint.FileHashTask;
import io.stocktake.planner.fingerprint.Fingerprints;
import io.stocktake.planner.reconcile.ContentEvidence;
import io.stocktake.planner.reconcile.KnownContent;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.ReadOptions;
import io.stocktake.planner.source.SourceTree;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.state.FingerprintCache;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells the ETags of files: of those that did not change from memory or a list of MD5s, of the
 * others by reading them, and lists those that cannot be read in peace.
 */
public final class ContentResolver {
  /** Of a file that a list vouches for, nobody here has seen that it did not change since. */
  private static final Instant NEVER_SEEN = Instant.EPOCH;

  private final SourceTree source;
  private final Fingerprints fingerprints;
  private final Optional<FingerprintCache> memory;
  private final Optional<FileChecksums> checksums;
  private final Optional<DuplicateReport> report;
  private final ReadOptions reading;
  private final Clock clock;
  private final PlanCollector findings;
  private final PlanProgress progress;

  /**
   * What a file's bytes turned out to be.
   *
   * @param since when the reading began that found it
   */
  public record Resolved(ContentEvidence evidence, Instant since) {
    private static Resolved failed(Reason reason) {
      return new Resolved(ContentEvidence.none(reason), NEVER_SEEN);
    }
  }

  /** Takes what is known, in the thread that learnt it. */
  @FunctionalInterface
  public interface ETagConsumer {
    void take(Resolved resolved) throws IOException;
  }

  public ContentResolver(
      PlanOptions options,
      SourceTree source,
      Optional<FingerprintCache> memory,
      Optional<FileChecksums> checksums,
      Optional<DuplicateReport> report,
      Clock clock,
      PlanCollector findings,
      PlanProgress progress) {
    this.source = source;
    this.fingerprints = options.fingerprints();
    this.memory = memory;
    this.checksums = checksums;
    this.report = report;
    this.reading = options.reading();
    this.clock = clock;
    this.findings = findings;
    this.progress = progress;
  }

  /** What earlier plans learnt of a file; looked up when it is asked. */
  public KnownContent known(WalkedFile walked) {
    return memory.isEmpty() ? KnownContent.NONE : new Remembered(walked, memory.get());
  }

  private record Remembered(WalkedFile walked, FingerprintCache memory) implements KnownContent {
    @Override
    public boolean damaged() {
      return memory.find(walked).filter(FingerprintCache.Remembered::suspect).isPresent();
    }

    @Override
    public boolean provenUnder(ETag opaque) {
      return memory.findHidden(walked).filter(opaque::equals).isPresent();
    }
  }

  /** Records that a file is there, whose content need not be known: it stays remembered. */
  public void seen(WalkedFile walked) throws IOException {
    if (report.isPresent()) {
      report.get().add(walked, believed(walked));
    } else {
      memory.ifPresent(m -> m.keep(walked));
    }
  }

  /** A file that changed though nothing shows it is listed, and not sent. */
  private Resolved damaged(WalkedFile walked) {
    findings.problem(new Problem(walked.name(), Problem.Kind.SILENT_CHANGE, ""));
    return Resolved.failed(Reason.SILENT_CHANGE);
  }

  /** What is known without reading, if it is enough to tell whether the file has these ETags. */
  public Optional<Resolved> remembered(WalkedFile walked, List<ETag> like) throws IOException {
    return remembered(walked, like, Optional::empty);
  }

  /**
   * What is known without reading, if it is enough to tell whether the file has these ETags.
   *
   * @param sent tells the MD5 that the file had when it was sent, if it did not change since; asked
   *     where nothing is remembered
   */
  public Optional<Resolved> remembered(
      WalkedFile walked, List<ETag> like, Supplier<Optional<ETag>> sent) throws IOException {
    boolean seen = memory.flatMap(m -> m.find(walked)).isPresent();
    Optional<ETag> told = seen || reading.rereads(walked.name()) ? Optional.empty() : sent.get();
    if (told.isPresent() && memory.isPresent()) {
      memory.get().put(walked, clock.instant(), told.get());
    }
    Optional<ETag> known =
        told.or(() -> believed(walked))
            .filter(etag -> like.stream().allMatch(l -> decides(etag, l)));
    if (known.isEmpty() || reading.rereads(walked.name())) {
      return Optional.empty();
    }
    progress.known();
    report(walked, known);
    return Optional.of(
        new Resolved(
            ContentEvidence.of(List.of(known.get())),
            seen || told.isPresent() ? clock.instant() : NEVER_SEEN));
  }

  /** Remembers what evidence besides its ETag told of an object. */
  public void learnOpaque(WalkedFile walked, Resolved known, ETag etag) throws IOException {
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
    hashing.submit(
        new FileHashTask(
            fingerprints,
            offset -> source.open(walked, offset),
            walked.size(),
            walked.mtime(),
            like,
            found -> sink.take(resolved(walked, began, found, like))));
  }

  private Resolved resolved(
      WalkedFile walked, Instant began, FileHashTask.Found found, List<ETag> like)
      throws IOException {
    Optional<List<ETag>> etags;
    try {
      etags = found.etags();
    } catch (IOException e) {
      if (SystemErrors.isOutOfFiles(e)) {
        throw StocktakeException.environment(
            FailureCode.TOO_MANY_OPEN_FILES, "too many files are open at once", e);
      }
      findings.problem(
          new Problem(walked.name(), Problem.Kind.UNREADABLE_FILE, SystemErrors.reason(e)));
      return Resolved.failed(Reason.UNREADABLE);
    }
    progress.hashed(walked.size());
    if (etags.isEmpty()) {
      findings.problem(new Problem(walked.name(), Problem.Kind.CHANGED_WHILE_READ, ""));
      return Resolved.failed(Reason.CHANGED_WHILE_READ);
    }
    return remember(walked, began, etags.get(), like);
  }

  private Resolved remember(WalkedFile walked, Instant began, List<ETag> etags, List<ETag> like)
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
      return damaged(walked);
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
    return new Resolved(ContentEvidence.of(etags), began);
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
