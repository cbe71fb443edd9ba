package io.stocktake.executor.batch.routing;

import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.routing.RouteClassifier.Place;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes of a plan's rows, in groups. Makes no request. */
public final class RouteTable {
  /** Kinds of job in one plan; each holds files open while it is compiled. */
  private static final int MAX_KINDS = 200;

  private record Name(Action action, Optional<JobOperation> work, DirectReason reason) {}

  private static final class Sum {
    private long rows;
    private long bytes;
    private long versions;
  }

  private final RouteOptions options;
  private final Optional<Boolean> keepsVersions;
  private final Map<Name, Sum> sums = new LinkedHashMap<>();
  private int kinds;

  private RouteTable(RouteOptions options, Optional<Boolean> keepsVersions) {
    this.options = options;
    this.keepsVersions = keepsVersions;
  }

  /**
   * Reads the plan and says which of its rows go which way.
   *
   * @param keepsVersions whether the destination keeps versions; where that is not known yet, the
   *     routes are those of a bucket that does
   * @param mergedTags the tags that were read
   */
  public static List<RouteGroup> of(
      PlanBundle bundle,
      RouteOptions options,
      Optional<Boolean> keepsVersions,
      MergedTags mergedTags)
      throws IOException {
    RouteTable table = new RouteTable(options, keepsVersions);
    RouteClassifier classifier = new RouteClassifier(bundle.plan(), mergedTags);
    bundle.rows(
        (ordinal, row) -> {
          Place place = classifier.place(row);
          if (row.action() != Action.NONE) {
            table.count(row, place);
          }
          return true;
        });
    return table.groups();
  }

  private void count(PlanRow row, Place place) {
    Sum sum = sum(new Name(row.action(), place.work(), place.reason()));
    sum.rows++;
    sum.bytes += row.size();
    sum.versions += place.version().isPresent() ? 1 : 0;
  }

  private Sum sum(Name name) {
    Sum known = sums.get(name);
    if (known != null) {
      return known;
    }
    if (name.work.isPresent() && kinds == MAX_KINDS) {
      Name rest = new Name(name.action, Optional.empty(), DirectReason.TOO_MANY_KINDS);
      return sums.computeIfAbsent(rest, n -> new Sum());
    }
    kinds += name.work.isPresent() ? 1 : 0;
    return sums.computeIfAbsent(name, n -> new Sum());
  }

  private List<RouteGroup> groups() {
    return sums.entrySet().stream().map(e -> group(e.getKey(), e.getValue())).toList();
  }

  private RouteGroup group(Name name, Sum sum) {
    Optional<Estimate> direct = name.work.map(w -> direct(w, sum.rows));
    Optional<Estimate> batch = name.work.map(w -> batch(sum.rows));
    return new RouteGroup(
        name.action,
        name.work,
        sum.rows,
        sum.bytes,
        sum.versions > 0,
        name.work.isPresent()
            ? choose(name.work.get(), sum, direct.orElseThrow(), batch.orElseThrow())
            : Optional.of(name.reason),
        direct,
        batch);
  }

  private Estimate direct(JobOperation work, long rows) {
    return Estimate.direct(work.kind(), rows, options.prices(), options.rates());
  }

  private Estimate batch(long rows) {
    return Estimate.batch(rows, options.limits().jobs(rows), options.prices(), options.rates());
  }

  /** Why the group is direct; nothing if it goes by jobs. */
  private Optional<DirectReason> choose(
      JobOperation work, Sum sum, Estimate direct, Estimate batch) {
    return switch (options.via()) {
      case DIRECT -> Optional.of(DirectReason.ASKED);
      case BATCH -> unguarded(work, sum).or(() -> few(work, sum.rows));
      case AUTO -> unguarded(work, sum).or(() -> tags(work)).or(() -> worth(direct, batch));
    };
  }

  /**
   * A job tags for expiry any object that has the key by then; where expiry is final, no job may.
   */
  private Optional<DirectReason> unguarded(JobOperation work, Sum sum) {
    return work.marks() && sum.versions < sum.rows && !keepsVersions.orElse(true)
        ? Optional.of(DirectReason.UNGUARDED)
        : Optional.empty();
  }

  /** Tags come in any number of sets; a job that a canary would fill is not worth its wait. */
  private Optional<DirectReason> few(JobOperation work, long rows) {
    return work.kind() == JobOperation.Kind.MERGE && rows < options.limits().canaryRows()
        ? Optional.of(DirectReason.TOO_FEW)
        : Optional.empty();
  }

  /** A job copies all tags of its sources or none; from here they are read and chosen. */
  private static Optional<DirectReason> tags(JobOperation work) {
    if (work.kind() != JobOperation.Kind.COPY) {
      return Optional.empty();
    }
    return Optional.of(work.tags().isEmpty() ? DirectReason.MARKS : DirectReason.KEEPS_TAGS);
  }

  private Optional<DirectReason> worth(Estimate direct, Estimate batch) {
    return batch.beats(direct, options.rates())
        ? Optional.empty()
        : Optional.of(DirectReason.NOT_WORTH_IT);
  }
}
