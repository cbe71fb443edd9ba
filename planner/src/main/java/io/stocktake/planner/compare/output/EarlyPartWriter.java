package io.stocktake.planner.compare.output;

import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.reconcile.Reconciler;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanPartConsumer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Seals the rows that nothing found later can change into small plans of their own, as they come,
 * and leaves the others to the plan that is sealed at the end. Rows may come from several threads;
 * all of them wait while a part is sealed or has nowhere to go.
 */
public final class EarlyPartWriter implements IOConsumer<PlanRow>, Closeable {
  private static final long MAX_BYTES = 1L << 30;

  /** The first part shall not let a person wait who watches. */
  private static final Duration FIRST_AGE = Duration.ofSeconds(2);

  private static final Duration AGE = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 100;

  private final PlanPartConsumer parts;
  private final Reconciler reconciler;
  private final PlanOptions options;
  private final Supplier<Plan> draft;
  private final Consumer<Problem> problems;
  private final IOConsumer<PlanRow> late;
  private final LongSupplier nanos;
  private final Thread clock;
  private List<PlanRow> pending = new ArrayList<>();
  private long bytes;
  private long oldest;
  private int sealed;
  private boolean closed;
  private IOException failure;

  /**
   * Begins to collect rows.
   *
   * @param draft what a part says of the plan so far
   * @param problems takes what is found wrong with rows of one part
   * @param late takes the rows that wait for the end
   */
  public EarlyPartWriter(
      PlanPartConsumer parts,
      Reconciler reconciler,
      PlanOptions options,
      Supplier<Plan> draft,
      Consumer<Problem> problems,
      IOConsumer<PlanRow> late) {
    this(parts, reconciler, options, draft, problems, late, System::nanoTime);
  }

  /** As above, by another clock. */
  EarlyPartWriter(
      PlanPartConsumer parts,
      Reconciler reconciler,
      PlanOptions options,
      Supplier<Plan> draft,
      Consumer<Problem> problems,
      IOConsumer<PlanRow> late,
      LongSupplier nanos) {
    this.nanos = nanos;
    this.parts = parts;
    this.reconciler = reconciler;
    this.options = options;
    this.draft = draft;
    this.problems = problems;
    this.late = late;
    this.clock = new Thread(this::watch, "early-parts");
    clock.setDaemon(true);
    clock.start();
  }

  @Override
  public void accept(PlanRow row) throws IOException {
    if (reconciler.isCertain(row)) {
      add(row);
    } else {
      late.accept(row);
    }
  }

  private synchronized void add(PlanRow row) throws IOException {
    rethrow();
    if (pending.isEmpty()) {
      oldest = nanos.getAsLong();
    }
    pending.add(row);
    bytes += row.size();
    if (pending.size() >= parts.maxRows() || bytes >= MAX_BYTES) {
      seal();
    }
  }

  /** Seals what has waited for long, since no row may come for long. */
  private void watch() {
    try {
      while (!look()) {
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException | IOException e) {
      // closed, or the next row says what failed
    }
  }

  private synchronized boolean look() throws IOException {
    Duration age = sealed == 0 ? FIRST_AGE : AGE;
    if (!closed && !pending.isEmpty() && nanos.getAsLong() - oldest > age.toNanos()) {
      seal();
    }
    return closed;
  }

  private void seal() throws IOException {
    try {
      Path place = parts.place(sealed + 1);
      write(place);
      sealed++;
      pending = new ArrayList<>();
      bytes = 0;
      parts.sealed(place);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = new InterruptedIOException("interrupted while a part waits to be carried out");
      throw failure;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private void write(Path place) throws IOException {
    pending.sort(PlanRow.ORDER);
    try (PlanWriter writer = PlanWriter.create(place, options.resources().gzip())) {
      writer.keepAttributes(options.selection().attributes().onObjects());
      KeyCollisions rows = new KeyCollisions(writer::row, problems);
      for (PlanRow row : pending) {
        rows.accept(row);
      }
      rows.finish();
      writer.seal(draft.get());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Leaves what is not sealed yet to the end, too; to be called when no more parts are wanted. */
  public synchronized void finish() throws IOException {
    closed = true;
    rethrow();
    for (PlanRow row : pending) {
      late.accept(row);
    }
    pending = new ArrayList<>();
  }

  private void rethrow() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /** When it returns, no part is being sealed any more. */
  @Override
  public void close() {
    clock.interrupt();
    try {
      clock.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
