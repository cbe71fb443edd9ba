package io.stocktake.executor.direct;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.executor.Tally;
import io.stocktake.executor.copies.CopyRules;
import io.stocktake.executor.copies.LargeCopies;
import io.stocktake.executor.copies.SmallCopy;
import io.stocktake.executor.delta.Deltas;
import io.stocktake.executor.files.FileHeaders;
import io.stocktake.executor.files.PlannedFiles;
import io.stocktake.executor.flow.Budget;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.flow.Halt;
import io.stocktake.executor.flow.HaltedException;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.tags.PropertyChange;
import io.stocktake.executor.tags.Tagging;
import io.stocktake.executor.uploads.HiddenContent;
import io.stocktake.executor.uploads.LargeUploads;
import io.stocktake.executor.uploads.SmallUpload;
import io.stocktake.executor.writes.Ending;
import io.stocktake.executor.writes.Failures;
import io.stocktake.executor.writes.OpenUploads;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanBundle;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/**
 * One passage through a plan: every row is begun, the deletes when all others have ended, and
 * nothing of a row is kept.
 */
public final class DirectRun {
  /** Who sees to the rows that are not sent from here. */
  public interface Others {
    /** Whether the next row, if it is not settled, is theirs; told of every row, in order. */
    boolean see(long ordinal, PlanRow row);

    /** Ends their rows; called once, when all other writes have ended and before any delete. */
    void finish() throws IOException;
  }

  /** For each row that is sent some others are read or written down, which takes its time. */
  private static final int ROWS_PER_REQUEST = 4;

  private static final int LEAST_ROWS = 64;

  private final PlanBundle bundle;
  private final Journal journal;
  private final Halt halt;
  private final Tally tally;
  private final DirectOptions options;
  private final Optional<Others> others;
  private final Budget budget;
  private final Ending ending;
  private final OpenUploads uploads;
  private final PlannedFiles files;
  private final Deltas deltas;
  private final HiddenContent hidden;
  private final SmallUpload small;
  private final LargeUploads large;
  private final SmallCopy smallCopy;
  private final LargeCopies largeCopies;
  private final Tagging tagging;
  private final PropertyChange properties;
  private final Deletions deletions;
  private long handedOver;
  private long writesLost;
  private long settledBefore;

  /**
   * A passage that begins with {@link #go}.
   *
   * @param others with them, rows are begun in order; without, they are spread over the bucket
   */
  public DirectRun(
      PlanBundle bundle,
      Journal journal,
      ObjectStore store,
      ExecutorService readers,
      Halt halt,
      Tally tally,
      DirectOptions options,
      Optional<Others> others) {
    this.bundle = bundle;
    this.journal = journal;
    this.halt = halt;
    this.tally = tally;
    this.options = options;
    this.others = others;
    this.budget =
        new Budget(
            Math.max(LEAST_ROWS, ROWS_PER_REQUEST * options.maxInFlight()),
            options.maxBytesInFlight(),
            halt);
    this.ending = new Ending(journal, tally, halt);
    this.deltas = new Deltas(options.signatures(), bundle.plan().destination().bucket());
    this.uploads = new OpenUploads(store, journal, ending, readers);
    this.hidden = new HiddenContent(bundle.plan(), store, journal);
    FileHeaders headers = new FileHeaders(bundle.plan());
    this.files = new PlannedFiles(bundle.plan());
    this.small = new SmallUpload(files, headers, store, journal, readers);
    this.large =
        new LargeUploads(
            files,
            headers,
            store,
            journal,
            readers,
            ending,
            uploads,
            halt,
            deltas,
            options.partSize(),
            options.maxBytesInFlight());
    CopyRules copies = new CopyRules(headers, files);
    this.smallCopy = new SmallCopy(copies, store, journal, readers);
    this.largeCopies =
        new LargeCopies(copies, store, journal, ending, uploads, halt, options.copyLimit());
    this.properties = new PropertyChange(headers, store, journal, readers);
    this.tagging = new Tagging(store, journal, readers);
    this.deletions = new Deletions(store, journal, readers, ending);
  }

  /** Goes through the plan; returns when nothing is in flight any more. */
  public void go() throws IOException {
    long rows = bundle.plan().rows();
    long writes = Math.max(0, rows - bundle.plan().rows(Action.DELETE));
    try {
      rows(0, writes, false);
      settleWrites();
      rows(writes, rows, true);
      deletions.finish(budget);
    } catch (HaltedException e) {
      // What waits still to be deleted is left to the next run.
    } catch (RuntimeException | Error e) {
      // What is in flight must not be waited for without end.
      halt.fail(e);
      throw e;
    } finally {
      budget.drain();
      files.close();
    }
  }

  private void rows(long from, long to, boolean deletes) throws IOException {
    Spread.read(
        bundle,
        from,
        to,
        others.isPresent() ? 1 : Spread.places(to - from),
        (ordinal, row) -> {
          checkPlace(row, deletes);
          boolean theirs = others.isPresent() && others.get().see(ordinal, row);
          if (row.action() != Action.NONE) {
            row(ordinal, row, theirs);
          }
          return halt.failure() == null;
        });
  }

  /** The planner makes no such plan; a person, or another program, may have. */
  private static void checkPlace(PlanRow row, boolean deletes) throws StocktakeException {
    if ((row.action() == Action.DELETE) != deletes) {
      throw StocktakeException.usage(
          "the row of "
              + row.key()
              + " is out of its place, for a plan's deletes are its last rows, as many as plan.json"
              + " counts; the run stops: make a new plan");
    }
  }

  /** Its multipart uploads. */
  public OpenUploads uploads() {
    return uploads;
  }

  /** What was known of the objects, and learnt. */
  public Deltas deltas() {
    return deltas;
  }

  /** Rows that earlier runs had settled. */
  public long settledBefore() {
    return settledBefore;
  }

  private void row(long ordinal, PlanRow row, boolean theirs) throws IOException {
    Optional<Outcome> before = journal.outcome(ordinal).filter(Outcome::settled);
    if (before.isPresent()) {
      settledBefore++;
      tally.add(before.get(), row.size());
    }
    try {
      if (before.isEmpty() && theirs) {
        handedOver++;
      } else if (halt.going() && cleared(ordinal, row, before.isPresent()) && before.isEmpty()) {
        begin(ordinal, row);
      }
    } catch (HaltedException e) {
      // The rows from here on are left; they are passed only to be counted.
    }
  }

  /** All that is not a delete ends here, by whatever route; it must all have ended well. */
  private void settleWrites() throws IOException {
    budget.drain();
    beginAnew();
    long before = tally.rows();
    if (others.isPresent() && halt.going()) {
      others.get().finish();
    }
    long withoutOutcome = Math.max(0, handedOver - (tally.rows() - before));
    writesLost =
        tally.rows(Outcome.FAILED)
            + tally.rows(Outcome.DRIFTED)
            + tally.rows(Outcome.UNKNOWN)
            + tally.rows(Outcome.SKIPPED)
            + withoutOutcome;
  }

  /** Rows whose upload the store would not complete; what is not begun now, the next run asks. */
  private void beginAnew() throws IOException {
    for (Optional<OpenUploads.Row> next = uploads.again();
        next.isPresent() && halt.going();
        next = uploads.again()) {
      begin(next.get().ordinal(), next.get().row());
    }
    budget.drain();
  }

  /**
   * Gives up the multipart upload that an earlier run left open where this one will not go on with
   * it. A row of which that is not known is not begun again, so that its parts are not forgotten.
   */
  private boolean cleared(long ordinal, PlanRow row, boolean settled) throws HaltedException {
    Optional<UnfinishedUpload> upload = journal.unfinished(ordinal);
    if (upload.isEmpty() || (!settled && isInParts(row))) {
      return true;
    }
    try {
      halt.await(uploads.abandon(ordinal, row));
      return true;
    } catch (ExecutionException e) {
      Throwable cause = Futures.cause(e.getCause());
      if (!settled) {
        ending.of(ordinal, row, budget.acquire(0), () -> Failures.asResult(cause));
      } else if (Failures.ofRequest(cause).isEmpty()) {
        halt.fail(cause);
      }
      return false;
    }
  }

  private void begin(long ordinal, PlanRow row) throws IOException {
    switch (row.action()) {
      case UPLOAD -> upload(ordinal, row);
      case COPY -> copy(ordinal, row);
      case TAG, ADD_TAGS ->
          ending.of(ordinal, row, budget.acquire(0), () -> tagging.start(ordinal, row));
      case SET_PROPERTIES ->
          ending.of(ordinal, row, budget.acquire(0), () -> properties.start(ordinal, row));
      case DELETE -> delete(ordinal, row);
      case NONE -> throw new IllegalStateException("nothing to do for " + row.key());
    }
  }

  private boolean isInParts(PlanRow row) {
    return switch (row.action()) {
      case UPLOAD -> row.size() >= options.multipartThreshold();
      case COPY -> row.size() > options.copyLimit();
      default -> false;
    };
  }

  private void upload(long ordinal, PlanRow row) throws HaltedException {
    if (!isInParts(row)) {
      inOne(ordinal, row, row.size(), () -> small.start(ordinal, row));
    } else if (isToWrite(ordinal, row)) {
      large.start(ordinal, row, budget);
    }
  }

  private void copy(long ordinal, PlanRow row) throws HaltedException {
    if (!isInParts(row)) {
      inOne(ordinal, row, 0, () -> smallCopy.start(ordinal, row));
    } else if (isToWrite(ordinal, row)) {
      largeCopies.start(ordinal, row, budget);
    }
  }

  private void inOne(
      long ordinal, PlanRow row, long bytes, Supplier<CompletableFuture<Result>> write)
      throws HaltedException {
    boolean look = hidden.mayBe(ordinal, row);
    ending.of(
        ordinal, row, budget.acquire(bytes), () -> look ? lookAndWrite(row, write) : write.get());
  }

  private CompletableFuture<Result> lookAndWrite(
      PlanRow row, Supplier<CompletableFuture<Result>> write) {
    return hidden
        .look(row)
        .thenCompose(end -> end.map(CompletableFuture::completedFuture).orElseGet(write));
  }

  /** Looks before a write in parts is begun; where there shall be none, the row has ended. */
  private boolean isToWrite(long ordinal, PlanRow row) throws HaltedException {
    Optional<Result> end = hidden.mayBe(ordinal, row) ? await(hidden.look(row)) : Optional.empty();
    if (end.isPresent()) {
      CompletableFuture<Result> skipped = CompletableFuture.completedFuture(end.get());
      ending.of(ordinal, row, budget.acquire(0), () -> skipped);
    }
    return end.isEmpty();
  }

  private <T> T await(CompletableFuture<T> future) throws HaltedException {
    try {
      return halt.await(future);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a look ends with a result", e);
    }
  }

  private void delete(long ordinal, PlanRow row) throws IOException {
    halt.checkGoing();
    if (writesLost == 0) {
      deletions.add(ordinal, row, budget);
    } else {
      Result skipped =
          Result.of(
              Outcome.SKIPPED,
              writesLost
                  + " other rows drifted, failed, were skipped or have no known outcome; nothing is"
                  + " deleted, since it may be all there is of them: apply again or make a new plan");
      ending.of(ordinal, row, budget.acquire(0), () -> CompletableFuture.completedFuture(skipped));
    }
  }
}
