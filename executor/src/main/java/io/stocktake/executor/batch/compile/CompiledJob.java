package io.stocktake.executor.batch.compile;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.plan.TagSet;

/**
 * One compiled job of a plan, as in {@code jobs.json}.
 *
 * @param number from 1, in the order of the plan's jobs
 * @param group the job's group, from 0: one kind of work
 * @param canary whether it goes ahead of its group
 * @param operation {@code tag} or {@code copy}
 * @param bucket the bucket of its manifest's objects
 * @param prefix what copies have before their source's key and a slash
 * @param tags the tags to write, as a header has them
 * @param versions whether its manifest names versions
 * @param rows objects in its manifest
 */
public record CompiledJob(
    @JsonProperty("number") int number,
    @JsonProperty("group") int group,
    @JsonProperty("canary") boolean canary,
    @JsonProperty("operation") String operation,
    @JsonProperty("bucket") String bucket,
    @JsonProperty("prefix") String prefix,
    @JsonProperty("tags") String tags,
    @JsonProperty("versions") boolean versions,
    @JsonProperty("rows") long rows) {
  static CompiledJob of(
      int number, int group, boolean canary, JobOperation work, boolean versions, long rows) {
    return new CompiledJob(
        number,
        group,
        canary,
        work.kind().code(),
        work.bucket(),
        work.prefix(),
        work.tags().toString(),
        versions,
        rows);
  }

  /** What it does to each object. */
  public JobOperation work() {
    return new JobOperation(
        CodedEnum.parse(JobOperation.Kind.class, operation), bucket, prefix, TagSet.parse(tags));
  }
}
