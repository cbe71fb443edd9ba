package io.stocktake.executor.direct;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.direct.copy.CopyRules;
import io.stocktake.executor.direct.copy.MultipartCopier;
import io.stocktake.executor.direct.copy.SingleCopy;
import io.stocktake.executor.direct.delete.BatchedDeletes;
import io.stocktake.executor.direct.delta.SignatureStore;
import io.stocktake.executor.direct.guard.FailureClass;
import io.stocktake.executor.direct.guard.RowCompletion;
import io.stocktake.executor.direct.multipart.MultipartSessions;
import io.stocktake.executor.direct.tag.PropertyChange;
import io.stocktake.executor.direct.tag.Tagging;
import io.stocktake.executor.direct.upload.MultipartUploader;
import io.stocktake.executor.direct.upload.OpaqueETagCheck;
import io.stocktake.executor.direct.upload.SinglePut;
import io.stocktake.executor.files.LocalFileContent;
import io.stocktake.executor.files.ObjectHeaderRules;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/**
 * The direct route: executes a plan's rows one by one from this machine. Deletes begin when all
 * other rows have ended; nothing is kept per row.
 */
public final class DirectRoute {
  /** The rows that go by jobs instead of the direct route. */
  public interface Others {
    /** Whether the next row, if it is not settled, is theirs; told of every row, in order. */
    boolean see(long ordinal, PlanRow row);

    /**
     * Completes their rows; called once, when all other writes have ended and before any delete.
     */
    void finish() throws IOException;
  }

  /** For each row that is sent some others are read or written down, which takes its time. */
  private static final int ROWS_PER_REQUEST = 4;

  private static final int LEAST_ROWS = 64;

  private final PlanBundle bundle;
  private final Journal journal;
  private final RunControl control;
  private final OutcomeCounts counts;
  private final DirectOptions options;
  private final Optional<Others> others;
  private final InFlightBudget budget;
  private final RowCompletion completion;
  private final MultipartSessions sessions;
  private final LocalFileContent files;
  private final SignatureStore signatures;
  private final OpaqueETagCheck opaqueCheck;
  private final SinglePut singlePut;
  private final MultipartUploader uploader;
  private final SingleCopy singleCopy;
  private final MultipartCopier multipartCopier;
  private final Tagging tagging;
  private final PropertyChange properties;
  private final BatchedDeletes deletions;
  private long handedOver;
  private long writesLost;
  private long settledBefore;

  /**
   * A run of the route, which begins with {@link #go}.
   *
   * @param others with them, rows are begun in order; without, they are spread over the bucket
   */
  public DirectRoute(
      PlanBundle bundle,
      Journal journal,
      ObjectStore store,
      ExecutorService readers,
      RunControl control,
      OutcomeCounts counts,
      DirectOptions options,
      Optional<Others> others) {
    this.bundle = bundle;
    this.journal = journal;
    this.control = control;
    this.counts = counts;
    this.options = options;
    this.others = others;
    this.budget =
        new InFlightBudget(
            Math.max(LEAST_ROWS, ROWS_PER_REQUEST * options.maxInFlight()),
            options.maxBytesInFlight(),
            control);
    this.completion = new RowCompletion(journal, counts, control);
    this.signatures =
        new SignatureStore(options.signatures(), bundle.plan().destination().bucket());
    this.sessions = new MultipartSessions(store, journal, completion, readers);
    this.opaqueCheck = new OpaqueETagCheck(bundle.plan(), store, journal);
    ObjectHeaderRules headers = new ObjectHeaderRules(bundle.plan());
    this.files = new LocalFileContent(bundle.plan());
    this.singlePut = new SinglePut(files, headers, store, journal, readers);
    this.uploader =
        new MultipartUploader(
            files,
            headers,
            store,
            journal,
            readers,
            completion,
            sessions,
            control,
            signatures,
            options.partSize(),
            options.maxBytesInFlight());
    CopyRules copies = new CopyRules(headers, files);
    this.singleCopy = new SingleCopy(copies, store, journal, readers);
    this.multipartCopier =
        new MultipartCopier(
            copies, store, journal, completion, sessions, control, options.copyLimit());
    this.properties = new PropertyChange(headers, store, journal, readers);
    this.tagging = new Tagging(store, journal, readers);
    this.deletions = new BatchedDeletes(store, journal, readers, completion);
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
    } catch (RunCancelledException e) {
      // What waits still to be deleted is left to the next run.
    } catch (RuntimeException | Error e) {
      // What is in flight must not be waited for without end.
      control.fail(e);
      throw e;
    } finally {
      budget.drain();
      files.close();
    }
  }

  private void rows(long from, long to, boolean deletes) throws IOException {
    InterleavedRows.read(
        bundle,
        from,
        to,
        others.isPresent() ? 1 : InterleavedRows.places(to - from),
        (ordinal, row) -> {
          checkPlace(row, deletes);
          boolean theirs = others.isPresent() && others.get().see(ordinal, row);
          if (row.action() != Action.NONE) {
            row(ordinal, row, theirs);
          }
          return control.failure() == null;
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
  public MultipartSessions sessions() {
    return sessions;
  }

  /** What was known of the objects, and learnt. */
  public SignatureStore signatures() {
    return signatures;
  }

  /** Rows that earlier runs had settled. */
  public long settledBefore() {
    return settledBefore;
  }

  private void row(long ordinal, PlanRow row, boolean theirs) throws IOException {
    Optional<Outcome> before = journal.outcome(ordinal).filter(Outcome::settled);
    if (before.isPresent()) {
      settledBefore++;
      counts.add(before.get(), row.size());
    }
    try {
      if (before.isEmpty() && theirs) {
        handedOver++;
      } else if (control.going() && cleared(ordinal, row, before.isPresent()) && before.isEmpty()) {
        begin(ordinal, row);
      }
    } catch (RunCancelledException e) {
      // The rows from here on are left; they are passed only to be counted.
    }
  }

  /** Every row but the deletes has ended here, by either route; all must have ended well. */
  private void settleWrites() throws IOException {
    budget.drain();
    beginAnew();
    long before = counts.rows();
    if (others.isPresent() && control.going()) {
      others.get().finish();
    }
    long withoutOutcome = Math.max(0, handedOver - (counts.rows() - before));
    writesLost =
        counts.rows(Outcome.FAILED)
            + counts.rows(Outcome.DRIFTED)
            + counts.rows(Outcome.UNKNOWN)
            + counts.rows(Outcome.SKIPPED)
            + withoutOutcome;
  }

  /** Rows whose upload the store would not complete; what is not begun now, the next run asks. */
  private void beginAnew() throws IOException {
    for (Optional<MultipartSessions.Row> next = sessions.again();
        next.isPresent() && control.going();
        next = sessions.again()) {
      begin(next.get().ordinal(), next.get().row());
    }
    budget.drain();
  }

  /**
   * Aborts the multipart upload that an earlier run left open and this one cannot resume. A row
   * whose upload could not be aborted is not begun again, so that its parts are not forgotten.
   */
  private boolean cleared(long ordinal, PlanRow row, boolean settled) throws RunCancelledException {
    Optional<UnfinishedUpload> upload = journal.unfinished(ordinal);
    if (upload.isEmpty() || (!settled && isInParts(row))) {
      return true;
    }
    try {
      control.await(sessions.abandon(ordinal, row));
      return true;
    } catch (ExecutionException e) {
      Throwable cause = Futures.cause(e.getCause());
      if (!settled) {
        completion.of(ordinal, row, budget.acquire(0), () -> FailureClass.asResult(cause));
      } else if (FailureClass.ofRequest(cause).isEmpty()) {
        control.fail(cause);
      }
      return false;
    }
  }

  private void begin(long ordinal, PlanRow row) throws IOException {
    switch (row.action()) {
      case UPLOAD -> upload(ordinal, row);
      case COPY -> copy(ordinal, row);
      case TAG, ADD_TAGS ->
          completion.of(ordinal, row, budget.acquire(0), () -> tagging.start(ordinal, row));
      case SET_PROPERTIES ->
          completion.of(ordinal, row, budget.acquire(0), () -> properties.start(ordinal, row));
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

  private void upload(long ordinal, PlanRow row) throws RunCancelledException {
    if (!isInParts(row)) {
      inOne(ordinal, row, row.size(), () -> singlePut.start(ordinal, row));
    } else if (isToWrite(ordinal, row)) {
      uploader.start(ordinal, row, budget);
    }
  }

  private void copy(long ordinal, PlanRow row) throws RunCancelledException {
    if (!isInParts(row)) {
      inOne(ordinal, row, 0, () -> singleCopy.start(ordinal, row));
    } else if (isToWrite(ordinal, row)) {
      multipartCopier.start(ordinal, row, budget);
    }
  }

  private void inOne(
      long ordinal, PlanRow row, long bytes, Supplier<CompletableFuture<RowResult>> write)
      throws RunCancelledException {
    boolean check = opaqueCheck.mayBe(ordinal, row);
    completion.of(
        ordinal, row, budget.acquire(bytes), () -> check ? checkAndWrite(row, write) : write.get());
  }

  private CompletableFuture<RowResult> checkAndWrite(
      PlanRow row, Supplier<CompletableFuture<RowResult>> write) {
    return opaqueCheck
        .check(row)
        .thenCompose(end -> end.map(CompletableFuture::completedFuture).orElseGet(write));
  }

  /**
   * Sends the HEAD before a multipart write is begun; if nothing is to be written, the row ends
   * here.
   */
  private boolean isToWrite(long ordinal, PlanRow row) throws RunCancelledException {
    Optional<RowResult> end =
        opaqueCheck.mayBe(ordinal, row) ? await(opaqueCheck.check(row)) : Optional.empty();
    if (end.isPresent()) {
      CompletableFuture<RowResult> skipped = CompletableFuture.completedFuture(end.get());
      completion.of(ordinal, row, budget.acquire(0), () -> skipped);
    }
    return end.isEmpty();
  }

  private <T> T await(CompletableFuture<T> future) throws RunCancelledException {
    try {
      return control.await(future);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a check ends with a result", e);
    }
  }

  private void delete(long ordinal, PlanRow row) throws IOException {
    control.checkGoing();
    if (writesLost == 0) {
      deletions.add(ordinal, row, budget);
    } else {
      RowResult skipped =
          RowResult.of(
              Outcome.SKIPPED,
              writesLost
                  + " other rows drifted, failed, were skipped or have no known outcome; nothing is"
                  + " deleted, since it may be all there is of them: apply again or make a new"
                  + " plan");
      completion.of(
          ordinal, row, budget.acquire(0), () -> CompletableFuture.completedFuture(skipped));
    }
  }
}
