package io.stocktake.executor.batch.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.routing.JobLimits;
import io.stocktake.executor.batch.routing.MergedTags;
import io.stocktake.executor.batch.routing.Prices;
import io.stocktake.executor.batch.routing.RouteOptions;
import io.stocktake.executor.batch.routing.RoutePreference;
import io.stocktake.executor.batch.routing.RouteThroughput;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.testing.Golden;
import io.stocktake.manifests.testing.GoldenPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jobs' format, {@code stocktake-jobs/2}, and all that lies beside {@code jobs.json}. */
class JobsGoldenTest {
  private static final TagSet MERGED = GoldenPlan.TAGS.with(TagSet.parse("Owner=ann"));

  @TempDir private Path temp;

  @Test
  void theJobsAreWrittenByteForByte() throws IOException {
    PlanBundle bundle = GoldenPlan.write(temp.resolve("plan"));
    MergedTags.Builder merges = new MergedTags.Builder();
    merges.row(Optional.of(MERGED));
    RouteOptions options =
        new RouteOptions(
            RoutePreference.BATCH,
            new JobLimits(1000, 6, 1, 1, 0.1),
            new Prices(LocalDate.EPOCH, 0.005, 0.0004, 0.25, 1),
            RouteThroughput.defaults());
    JobCompiler.compile(bundle, options, true, merges.build());
    Golden.checkDirectory("batch", bundle.directory().resolve("batch"));
  }

  @Test
  void theJobsAreReadCompletely() throws IOException {
    PlanBundle bundle = GoldenPlan.write(temp.resolve("plan"));
    Golden.copy("batch", bundle.directory().resolve("batch"));
    CompiledJobs jobs = CompiledJobs.find(bundle).orElseThrow();
    String tags = GoldenPlan.TAGS.toString();
    assertThat(jobs.via()).isEqualTo(RoutePreference.BATCH);
    assertThat(jobs.merges()).isTrue();
    assertThat(jobs.jobs())
        .containsExactly(
            new CompiledJob(1, 0, true, "copy", "old", "p", "", true, 1),
            new CompiledJob(2, 0, false, "copy", "old", "p", "", true, 1),
            new CompiledJob(3, 1, false, "tag", "images", "", tags, true, 1),
            new CompiledJob(4, 2, false, "merge", "images", "", MERGED.toString(), true, 1));
    assertThat(jobs.jobs())
        .extracting(job -> job.work().kind())
        .containsExactly(
            JobOperation.Kind.COPY,
            JobOperation.Kind.COPY,
            JobOperation.Kind.TAG,
            JobOperation.Kind.MERGE);
    List<String> keys = new ArrayList<>();
    JobAssignment assignment = jobs.assignment();
    bundle.rows(
        (ordinal, row) -> {
          Optional<JobAssignment.Assigned> assigned = assignment.next(row);
          if (assigned.isPresent()) {
            JobRow kept = only(jobs, assigned.get().job().number());
            assertThat(kept.ordinal()).isEqualTo(ordinal);
            assertThat(kept.size()).isEqualTo(row.size());
            assertThat(kept.versionId()).isEqualTo(assigned.get().place().version());
            keys.add(kept.key().value());
          }
          return true;
        });
    assertThat(keys).containsExactly("deleted", "overwritten", "p/same/add", "p/same/tag");
  }

  private static JobRow only(CompiledJobs jobs, int number) throws IOException {
    try (JobFile.Reader rows = new JobFile.Reader(jobs.file(number, 1))) {
      JobRow first = rows.next().orElseThrow();
      assertThat(rows.next()).isEmpty();
      return first;
    }
  }
}
