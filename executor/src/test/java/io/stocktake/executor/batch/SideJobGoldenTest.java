package io.stocktake.executor.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.batch.create.AuxiliaryJobRecord;
import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.jobs.RestoreTerms;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.testing.Golden;
import io.stocktake.manifests.testing.GoldenPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format of a side job's record, {@code stocktake-side-job/1}. */
class SideJobGoldenTest {
  private static final S3Location REPORTS = S3Location.parse("s3://reports/jobs/");
  private static final AuxiliaryJobRecord CHECKSUM =
      AuxiliaryJobRecord.of(JobOperation.checksum("images"), REPORTS, 12);
  private static final AuxiliaryJobRecord RESTORE =
      AuxiliaryJobRecord.of(
              JobOperation.restore(
                  "old", new RestoreTerms(Optional.empty(), RestoreTerms.Tier.STANDARD)),
              REPORTS,
              5_000_000_000L)
          .withId("00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c");

  @TempDir private Path temp;

  @Test
  void theRecordsAreWrittenByteForByte() throws IOException {
    PlanBundle bundle = GoldenPlan.write(temp.resolve("plan"));
    CHECKSUM.write(bundle);
    RESTORE.write(bundle);
    Path plan = bundle.directory();
    Golden.check("checksum-job.json", Files.readAllBytes(plan.resolve("checksum-job.json")));
    Golden.check(
        "restore-none-standard-job.json",
        Files.readAllBytes(plan.resolve("restore-none-standard-job.json")));
  }

  @Test
  void theRecordsAreReadCompletely() throws IOException {
    PlanBundle bundle = GoldenPlan.write(temp.resolve("plan"));
    for (String name : new String[] {"checksum-job.json", "restore-none-standard-job.json"}) {
      Files.copy(Golden.path(name), bundle.directory().resolve(name));
    }
    assertThat(AuxiliaryJobRecord.list(bundle)).containsExactly(CHECKSUM, RESTORE);
    assertThat(CHECKSUM.before(bundle)).contains(CHECKSUM);
  }
}
