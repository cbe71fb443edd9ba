package io.stocktake.executor.apply;

import io.stocktake.executor.batch.compile.CompiledJobs;
import io.stocktake.executor.batch.compile.JobCompiler;
import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.routing.MergedTags;
import io.stocktake.executor.batch.routing.RouteOptions;
import io.stocktake.executor.batch.routing.RoutePreference;
import io.stocktake.executor.batch.routing.RouteTable;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.journal.JobCheckpoint;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Chooses the jobs of a run: those of earlier runs unchanged, or newly compiled ones. */
final class JobPlanner {
  private final PlanBundle bundle;
  private final Journal journal;
  private final ObjectStore store;
  private final RunControl control;
  private final int maxInFlight;
  private boolean fresh;
  private long settledByReading;

  JobPlanner(
      PlanBundle bundle, Journal journal, ObjectStore store, RunControl control, int maxInFlight) {
    this.maxInFlight = maxInFlight;
    this.bundle = bundle;
    this.journal = journal;
    this.store = store;
    this.control = control;
  }

  /**
   * The plan's jobs. Once one of them was begun they never change.
   *
   * @param options how to route; none for a run without jobs
   * @throws StocktakeException of kind REFUSED if jobs are under way that the run could not follow
   */
  Optional<CompiledJobs> jobs(Optional<RouteOptions> options) throws IOException {
    boolean open = journal.jobs().stream().anyMatch(JobCheckpoint::isOpen);
    if (options.isEmpty()) {
      if (open) {
        throw StocktakeException.refused(
            FailureCode.JOBS_UNDER_WAY,
            "jobs of this plan are under way, and rows that they may touch cannot go another way;"
                + " nothing was done");
      }
      return Optional.empty();
    }
    Optional<CompiledJobs> before = CompiledJobs.find(bundle);
    return before.isPresent() && isValid(before.get(), options.get())
        ? before
        : compile(options.get());
  }

  /** Whether they were compiled for this run. */
  boolean fresh() {
    return fresh;
  }

  /** Rows that were found to need nothing while they were compiled. */
  long settledByReading() {
    return settledByReading;
  }

  private boolean isValid(CompiledJobs before, RouteOptions options) {
    boolean begun = !journal.jobs().isEmpty();
    return begun || (before.via() == options.via() && !before.merges());
  }

  private Optional<CompiledJobs> compile(RouteOptions options) throws IOException {
    try {
      MergedTags mergedTags = merges(options);
      fresh = true;
      return Optional.of(
          JobCompiler.compile(bundle, options, keepsVersions(options, mergedTags), mergedTags));
    } catch (RunCancelledException e) {
      return Optional.empty();
    }
  }

  /** Reading tags takes as long as writing them from here: a job saves nothing unasked. */
  private MergedTags merges(RouteOptions options) throws IOException {
    if (options.via() != RoutePreference.BATCH || bundle.plan().rows(Action.ADD_TAGS) == 0) {
      return MergedTags.NONE;
    }
    TagReader reading = new TagReader(bundle, journal, store, control, maxInFlight);
    MergedTags mergedTags = reading.run();
    settledByReading = reading.settled();
    return mergedTags;
  }

  /** Asked only where a job would mark objects to expire, which need a version to come back to. */
  private boolean keepsVersions(RouteOptions options, MergedTags mergedTags) throws IOException {
    return marks(options, mergedTags) && askWhetherItKeepsVersions();
  }

  private boolean marks(RouteOptions options, MergedTags mergedTags) throws IOException {
    boolean tags = bundle.plan().rows(Action.TAG) > 0 || !mergedTags.isEmpty();
    return tags
        && RouteTable.of(bundle, options, Optional.empty(), mergedTags).stream()
            .anyMatch(
                group -> group.byJobs() && group.work().filter(JobOperation::marks).isPresent());
  }

  private boolean askWhetherItKeepsVersions() throws IOException {
    try {
      return control.await(store.keepsVersions());
    } catch (RunCancelledException e) {
      return false;
    } catch (ExecutionException e) {
      throw StocktakeException.environment(
          FailureCode.VERSIONING_UNKNOWN,
          "whether s3://"
              + bundle.plan().destination().bucket()
              + " keeps versions cannot be told, and without them no job may mark objects to"
              + " expire: "
              + Futures.cause(e.getCause()).getMessage(),
          e);
    }
  }
}
