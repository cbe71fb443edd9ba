package io.stocktake.executor.batch.compile;

import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.routing.MergedTags;
import io.stocktake.executor.batch.routing.RouteClassifier;
import io.stocktake.executor.batch.routing.RouteClassifier.Place;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Assigns each row of a plan to a job, by its position among the rows of its kind. All rows must be
 * passed in the plan's order.
 */
public final class JobAssignment {
  /** A row's job and what the job's manifest says of it. */
  public record Assigned(CompiledJob job, Place place) {}

  private static final class Group {
    private final List<CompiledJob> jobs = new ArrayList<>();
    private long stride;
    private long position;
    private long canaries;
    private long mains;
    private int current;

    /** The canary takes a row at equal distances, from the first on. */
    CompiledJob next() {
      CompiledJob first = jobs.get(0);
      if (stride == 0) {
        stride = jobs.stream().mapToLong(CompiledJob::rows).sum() / first.rows();
      }
      boolean canary = first.canary() && canaries < first.rows() && position >= canaries * stride;
      position++;
      if (canary) {
        canaries++;
        return first;
      }
      return main(first.canary() ? 1 : 0);
    }

    private CompiledJob main(int from) {
      CompiledJob job = jobs.get(from + current);
      if (++mains == job.rows()) {
        current++;
        mains = 0;
      }
      return job;
    }
  }

  private final RouteClassifier classifier;
  private final Map<JobOperation, Group> groups = new HashMap<>();

  /** Assigns the rows of a plan to these jobs, by the tags that were read. */
  public JobAssignment(Plan plan, List<CompiledJob> jobs, MergedTags mergedTags) {
    this.classifier = new RouteClassifier(plan, mergedTags);
    for (CompiledJob job : jobs) {
      groups.computeIfAbsent(job.work(), work -> new Group()).jobs.add(job);
    }
  }

  /** The job of the plan's next row, if it has one. */
  public Optional<Assigned> next(PlanRow row) {
    Place place = classifier.place(row);
    return place.work().map(groups::get).map(group -> new Assigned(group.next(), place));
  }
}
