package io.stocktake.planner.restore;

import io.stocktake.manifests.S3Location;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.restore.source.ObjectSource;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to restore, and where to.
 *
 * @param source the bucket, and the folder in it that the target maps to
 * @param objects where the objects are known from
 * @param target the directory to restore into, which need not exist
 * @param state where earlier plans' knowledge of the target's files is kept, if it is
 * @param out the directory the restore plan will be; must not exist, or be empty
 * @param options what is asked for
 * @param stamp when and by what the plan is made
 */
public record RestoreRequest(
    S3Location source,
    ObjectSource objects,
    Path target,
    Optional<Path> state,
    Path out,
    RestoreOptions options,
    PlanRequest.Stamp stamp) {}
