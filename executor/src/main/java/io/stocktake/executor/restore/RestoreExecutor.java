package io.stocktake.executor.restore;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.RunProgress;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.SnapshotState;
import io.stocktake.executor.Undo;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.report.ReportedPlan;
import io.stocktake.executor.report.RunStatistics;
import io.stocktake.executor.report.SealedReport;
import io.stocktake.executor.restore.attributes.AttributeRestorer;
import io.stocktake.executor.restore.content.ObjectReader;
import io.stocktake.executor.restore.content.ThrottledReader;
import io.stocktake.executor.restore.local.TargetTree;
import io.stocktake.executor.store.StoreException;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestoreRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Executes a sealed restore plan. Objects are fetched first, then files get attributes and further
 * names, then links are made, so that none can lead a file elsewhere; then files are removed, only
 * if every other row ended well; then directories get their attributes. Run again, it resumes where
 * the journal ends. An executor runs once.
 */
public final class RestoreExecutor {
  /** The directory below the target that removed files are moved to. */
  public static final String TRASH = ".stocktake-trash";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Hex digits of the plan's digest that name its temporary files. */
  private static final int DIGITS = 16;

  private final RestoreBundle bundle;
  private final Path target;
  private final RestoreOptions options;
  private final Clock clock;
  private final RunControl control;
  private final ThrottledReader reader;
  private final OutcomeCounts counts = new OutcomeCounts();

  /**
   * An executor of one plan.
   *
   * @param target the directory to restore into; made if it is not there
   * @param reader the objects of the plan's bucket
   * @param throttle how fast it goes
   * @param clock names the trash directory, and dates the report
   */
  public RestoreExecutor(
      RestoreBundle bundle,
      Path target,
      ObjectReader reader,
      RestoreOptions options,
      RequestThrottle throttle,
      Clock clock) {
    this.bundle = bundle;
    this.target = target;
    this.options = options;
    this.clock = clock;
    this.control = new RunControl(options.stopGrace());
    this.reader = new ThrottledReader(reader, control, throttle);
  }

  /**
   * Restores, and says what became of the plan. An interrupt of this thread is a {@link #stop}. In
   * the report, bytes sent are those that were fetched. However the run ends, the sealed report is
   * written while no other run may begin.
   *
   * @param tool name and version of the program, for the sealed report
   * @throws StocktakeException of kind REFUSED if the plan was altered, or another run has it; of
   *     kind ENVIRONMENT if the target is not there or the run cannot go on, and then the journal
   *     lets the next run resume
   */
  public RunReport run(String tool) throws IOException {
    Instant started = clock.instant();
    bundle.verify();
    openTarget();
    try (Journal journal = Journal.open(bundle);
        TargetTree tree = TargetTree.open(target)) {
      return sealed(journal, tree, new Start(tool, started, System.nanoTime()));
    } finally {
      if (control.interrupted()) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Of a run: the program, and when it began by the clock and by the machine's counter. */
  private record Start(String tool, Instant at, long nanos) {}

  private RunReport sealed(Journal journal, TargetTree tree, Start start) throws IOException {
    long settledBefore;
    try {
      settledBefore = pass(journal, tree);
    } catch (IOException | RuntimeException e) {
      try {
        seal(journal, start, String.valueOf(e.getMessage()));
      } catch (IOException unsealed) {
        e.addSuppressed(unsealed);
      }
      throw e;
    }
    seal(journal, start, "");
    return report(settledBefore, Duration.ofNanos(System.nanoTime() - start.nanos()));
  }

  private void seal(Journal journal, Start start, String failure) throws IOException {
    journal.end();
    SealedReport.write(
        ReportedPlan.of(bundle),
        new RunStatistics(
            start.tool(),
            start.at(),
            clock.instant(),
            reader.requests(),
            reader.bytes(),
            control.stopped(),
            failure,
            List.of()));
  }

  /** On an unmounted disk every file would count as missing, and the wrong disk be filled. */
  private void openTarget() throws IOException {
    if (Files.isDirectory(target)) {
      return;
    }
    if (bundle.plan().target().files() > 0) {
      throw StocktakeException.environment(
          "the target "
              + target
              + " is not there, and the plan saw files in it; nothing was done: mount it and run"
              + " again");
    }
    Files.createDirectories(target);
  }

  /** Begins nothing more; {@link #run} returns when what is in flight has ended or had its time. */
  public void stop() {
    control.stop();
  }

  /** Sends nothing more; {@link #run} throws this. */
  public void fail(StocktakeException cause) {
    control.fail(cause);
  }

  /** How far the run is; bytes sent are those that were fetched. */
  public RunProgress progress() {
    return new RunProgress(
        counts.rows(),
        planned(),
        reader.bytes(),
        bundle.plan().bytes(RestoreAction.FETCH),
        notAsPlanned());
  }

  private long planned() {
    return bundle.plan().rows() - bundle.plan().rows(RestoreAction.NONE);
  }

  private long notAsPlanned() {
    return counts.rows() - counts.rows(Outcome.DONE) - counts.rows(Outcome.ALREADY_DONE);
  }

  private long pass(Journal journal, TargetTree tree) throws IOException {
    ExecutorService workers = workers();
    try {
      RestoreRun run =
          new RestoreRun(
              new RestoreRun.Context(bundle, journal, control, counts), workers, options);
      long settledBefore = run.countSettled();
      rows(run, journal, tree);
      end();
      return settledBefore;
    } finally {
      control.close();
      workers.shutdownNow();
    }
  }

  /** The bytes of its object are not the file's, and must not get its name. */
  private static RowResult encrypted() {
    return RowResult.of(
        Outcome.FAILED,
        "its object is encrypted with OpenPGP, which a restore does not undo: fetch the object by a"
            + " restore plan from an inventory, and decrypt it with gpg");
  }

  private void rows(RestoreRun run, Journal journal, TargetTree tree) throws IOException {
    AttributeRestorer attributes = new AttributeRestorer(options.specialBits());
    ObjectFetcher fetcher =
        new ObjectFetcher(tree, reader, attributes, new ProofLog(journal), options.attempts());
    NameRestorer names = new NameRestorer(tree, attributes, fetcher);
    LinkMaker links = new LinkMaker(tree, reader, attributes);
    FileRemover remover = new FileRemover(tree, trash());
    removeInTheWay(run, remover);
    run.all(
        row -> row.action() == RestoreAction.FETCH,
        (ordinal, row, inDoubt) -> {
          if (row.isEncrypted()) {
            return encrypted();
          }
          return inDoubt && tree.recover(row.path(), temporary(ordinal))
              ? RowResult.of(Outcome.DONE, "")
              : fetcher.fetch(ordinal, row, temporary(ordinal));
        });
    run.all(
        row -> row.action() == RestoreAction.SET_ATTRIBUTES,
        (ordinal, row, inDoubt) -> names.setAttributes(row, inDoubt));
    run.all(
        row -> row.action() == RestoreAction.HARD_LINK,
        (ordinal, row, inDoubt) ->
            row.isEncrypted() ? encrypted() : names.link(ordinal, row, temporary(ordinal)));
    run.all(
        row -> row.action() == RestoreAction.LINK,
        (ordinal, row, inDoubt) ->
            row.isEncrypted() ? encrypted() : links.make(row, temporary(ordinal)));
    long lost = notAsPlanned();
    run.all(
        row -> row.action() == RestoreAction.REMOVE,
        (ordinal, row, inDoubt) -> lost > 0 ? skipped(lost) : remover.remove(row, inDoubt));
    if (control.going()) {
      new DirectoryPass(
              tree,
              reader,
              attributes,
              run,
              lost > 0 ? Optional.of(skipped(lost)) : Optional.empty())
          .go(bundle);
    }
  }

  /** A file to remove where the plan needs a directory cannot wait till all else is done. */
  private void removeInTheWay(RestoreRun run, FileRemover remover) throws IOException {
    if (bundle.plan().rows(RestoreAction.REMOVE) == 0) {
      return;
    }
    RestoreRow[] previous = new RestoreRow[1];
    bundle.rows(
        (ordinal, row) -> {
          RestoreRow before = previous[0];
          previous[0] = row;
          if (before != null
              && before.action() == RestoreAction.REMOVE
              && row.path().startsWith(before.path() + "/")) {
            run.one(
                ordinal - 1, before, (number, again, inDoubt) -> remover.remove(again, inDoubt));
          }
          return control.going();
        });
  }

  private static RowResult skipped(long lost) {
    return RowResult.of(
        Outcome.SKIPPED,
        lost + " other rows drifted or failed; nothing is removed: run again or make a new plan");
  }

  /** What ended the run is thrown; a stop is not. */
  private void end() throws IOException {
    Throwable failure = control.failure();
    if (failure instanceof StocktakeException known) {
      throw known;
    }
    if (failure instanceof StoreException fatal) {
      throw StocktakeException.environment(fatal.getMessage(), fatal);
    }
    if (failure != null) {
      throw new IOException("the run failed unexpectedly: " + failure, failure);
    }
  }

  private Optional<String> trash() {
    return options.trash()
        ? Optional.of(TRASH + "/" + TIME.format(clock.instant()))
        : Optional.empty();
  }

  /** No name of a file holds the digest of the plan that restores it. */
  private String temporary(long ordinal) {
    return ".stocktake-restore-" + bundle.digest().substring(0, DIGITS) + "-" + ordinal;
  }

  private RunReport report(long settledBefore, Duration elapsed) {
    return new RunReport(
        planned(),
        planned() - counts.rows(),
        settledBefore,
        counts.counts(),
        reader.requests(),
        reader.bytes(),
        0,
        elapsed,
        control.stopped(),
        0,
        Optional.empty(),
        new Undo(Undo.State.NOT_NEEDED, Optional.empty()),
        SnapshotState.NONE,
        List.of());
  }

  private ExecutorService workers() {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        options.concurrency(),
        task -> {
          Thread thread = new Thread(task, "stocktake-restore-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
