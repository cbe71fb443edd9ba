package io.stocktake.executor.apply;

import io.stocktake.executor.batch.compile.CompiledJobs;
import io.stocktake.executor.batch.compile.Compiler;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.flow.Halt;
import io.stocktake.executor.flow.HaltedException;
import io.stocktake.executor.journal.JobMark;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.routes.RouteOptions;
import io.stocktake.executor.routes.Via;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanBundle;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** The jobs a run works with: those of earlier runs as they are, or new ones. */
final class JobPlan {
  private final PlanBundle bundle;
  private final Journal journal;
  private final ObjectStore store;
  private final Halt halt;

  JobPlan(PlanBundle bundle, Journal journal, ObjectStore store, Halt halt) {
    this.bundle = bundle;
    this.journal = journal;
    this.store = store;
    this.halt = halt;
  }

  /**
   * The plan's jobs. Once one of them was begun they never change.
   *
   * @param options how to route; none for a run without jobs
   * @throws StocktakeException of kind REFUSED if jobs are under way that the run could not follow
   */
  Optional<CompiledJobs> jobs(Optional<RouteOptions> options) throws IOException {
    boolean open = journal.jobs().stream().anyMatch(JobMark::isOpen);
    if (options.isEmpty()) {
      if (open) {
        throw StocktakeException.refused(
            "jobs of this plan are under way, and rows that they may touch cannot go another way;"
                + " nothing was done: run apply with --via batch or --via auto until they have"
                + " ended");
      }
      return Optional.empty();
    }
    Optional<CompiledJobs> before = CompiledJobs.find(bundle);
    boolean begun = !journal.jobs().isEmpty();
    return before.isPresent() && (begun || before.get().via() == options.get().via())
        ? before
        : Optional.of(Compiler.compile(bundle, options.get(), keepsVersions(options.get())));
  }

  private boolean keepsVersions(RouteOptions options) throws IOException {
    if (options.via() != Via.AUTO || bundle.plan().rows(Action.COPY) == 0) {
      return false;
    }
    try {
      return halt.await(store.keepsVersions());
    } catch (HaltedException e) {
      return false;
    } catch (ExecutionException e) {
      throw StocktakeException.environment(
          "whether s3://"
              + bundle.plan().destination().bucket()
              + " keeps versions cannot be told: "
              + Futures.cause(e.getCause()).getMessage(),
          e);
    }
  }
}
