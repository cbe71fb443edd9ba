package io.stocktake.executor.batch.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.batch.jobs.JobWork;
import io.stocktake.executor.routes.JobLimits;
import io.stocktake.executor.routes.Merges;
import io.stocktake.executor.routes.Prices;
import io.stocktake.executor.routes.Rates;
import io.stocktake.executor.routes.RouteOptions;
import io.stocktake.executor.routes.Via;
import io.stocktake.manifests.plan.PlanBundle;
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
    Merges.Builder merges = new Merges.Builder();
    merges.row(Optional.of(MERGED));
    RouteOptions options =
        new RouteOptions(
            Via.BATCH,
            new JobLimits(1000, 6, 1, 1, 0.1),
            new Prices(LocalDate.EPOCH, 0.005, 0.0004, 0.25, 1),
            Rates.defaults());
    Compiler.compile(bundle, options, true, merges.build());
    Golden.checkDirectory("batch", bundle.directory().resolve("batch"));
  }

  @Test
  void theJobsAreReadCompletely() throws IOException {
    PlanBundle bundle = GoldenPlan.write(temp.resolve("plan"));
    Golden.copy("batch", bundle.directory().resolve("batch"));
    CompiledJobs jobs = CompiledJobs.find(bundle).orElseThrow();
    String tags = GoldenPlan.TAGS.toString();
    assertThat(jobs.via()).isEqualTo(Via.BATCH);
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
            JobWork.Kind.COPY, JobWork.Kind.COPY, JobWork.Kind.TAG, JobWork.Kind.MERGE);
    List<String> keys = new ArrayList<>();
    Assignment assignment = jobs.assignment();
    bundle.rows(
        (ordinal, row) -> {
          Optional<Assignment.Assigned> assigned = assignment.next(row);
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
