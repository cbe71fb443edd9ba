package io.stocktake.executor.batch.routing;

import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.files.ObjectHeaderRules;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import java.util.Optional;

/**
 * Classifies the rows of one plan, in their order, by the job that could do them. A row that no job
 * can do is direct, with a reason.
 */
public final class RouteClassifier {
  /** The limit is 5 GB in every document; sizes between that and 5 GiB are not tried. */
  static final long MAX_COPY = 5_000_000_000L;

  private final Plan plan;
  private final ObjectHeaderRules headers;
  private final MergedTags.Cursor merges;
  private ObjectKey previous;

  /** Sorts the rows of a plan, of which tags were read or not. */
  public RouteClassifier(Plan plan, MergedTags merges) {
    this.plan = plan;
    this.headers = new ObjectHeaderRules(plan);
    this.merges = merges.cursor();
  }

  /**
   * Where a row belongs; one of the two is there.
   *
   * @param work the job that could do it
   * @param task the object in that job's manifest
   * @param version its version, where the plan knows one
   * @param reason why no job can
   */
  public record Place(
      Optional<JobOperation> work, ObjectKey task, Optional<String> version, DirectReason reason) {
    static Place direct(PlanRow row, DirectReason reason) {
      return new Place(Optional.empty(), row.key(), Optional.empty(), reason);
    }
  }

  /** Where the next row of the plan belongs. */
  public Place place(PlanRow row) {
    boolean again = row.key().equals(previous);
    previous = row.key();
    return switch (row.action()) {
      case UPLOAD -> Place.direct(row, DirectReason.UPLOAD);
      case DELETE_VERSION, DELETE -> Place.direct(row, DirectReason.DELETE);
      case ADD_TAGS -> merge(row, merges.next(), again);
      case SET_PROPERTIES -> Place.direct(row, DirectReason.PROPERTIES);
      case NONE -> Place.direct(row, DirectReason.NOTHING);
      case TAG -> again ? Place.direct(row, DirectReason.TWICE) : tag(row);
      case COPY -> again ? Place.direct(row, DirectReason.TWICE) : copy(row);
    };
  }

  private Place tag(PlanRow row) {
    JobOperation work =
        new JobOperation(JobOperation.Kind.TAG, plan.destination().bucket(), "", row.tags());
    return new Place(Optional.of(work), row.key(), row.versionId(), DirectReason.NOTHING);
  }

  private Place merge(PlanRow row, Optional<TagSet> wanted, boolean again) {
    if (wanted.isEmpty() || again) {
      return Place.direct(row, again ? DirectReason.TWICE : DirectReason.MERGE);
    }
    JobOperation work =
        new JobOperation(JobOperation.Kind.MERGE, plan.destination().bucket(), "", wanted.get());
    return new Place(Optional.of(work), row.key(), row.versionId(), DirectReason.NOTHING);
  }

  private Place copy(PlanRow row) {
    if (!headers.properties(row).isEmpty()) {
      return Place.direct(row, DirectReason.PROPERTIES);
    }
    CopySource source = row.copySource().orElseThrow();
    if (plan.mustLook(row)) {
      return Place.direct(row, DirectReason.HIDDEN);
    }
    if (row.size() > MAX_COPY) {
      return Place.direct(row, DirectReason.TOO_LARGE);
    }
    if (row.reason() == Reason.MOVED || row.reason() == Reason.DUPLICATE) {
      return Place.direct(row, DirectReason.RENAME);
    }
    Optional<String> prefix = prefix(source.key().value(), row.key().value());
    return prefix
        .map(p -> new JobOperation(JobOperation.Kind.COPY, source.bucket(), p, row.tags()))
        .map(
            work ->
                new Place(
                    Optional.of(work), source.key(), source.versionId(), DirectReason.NOTHING))
        .orElseGet(() -> Place.direct(row, DirectReason.RENAME));
  }

  /** The prefix that S3 would put before a slash and the source's key. */
  private static Optional<String> prefix(String from, String to) {
    if (to.equals(from)) {
      return Optional.of("");
    }
    String end = "/" + from;
    String prefix = to.endsWith(end) ? to.substring(0, to.length() - end.length()) : "";
    return Optional.of(prefix).filter(p -> !p.isEmpty() && !p.endsWith("/"));
  }
}
