package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options of jobs that are wrong are refused before anything is asked of the store. */
class JobOptionsTest {
  @TempDir private Path temp;
  @AutoClose private JobLab at;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--priority=-1",
        "--report-within=-1",
        "--prices=/nonexistent",
        "--canary-above=-1",
        "--role=admin",
        "--require-file=../x"
      })
  void aWrongValueCostsNoRequest(String option) throws IOException {
    Path plan = planned();
    Map<String, Long> before = at.lab().requestCounts();
    Program.Run run =
        option.startsWith("--role")
            ? at.program().run("apply", plan, "--jobs-at", "s3://reports/jobs", option)
            : at.program().run(JobLab.apply(plan, option));
    assertThat(run.exit()).as("%s", run).isIn(1, 2);
    assertThat(plan.resolve("probe.json")).doesNotExist();
    assertThat(at.lab().requestCounts()).isEqualTo(before);
  }

  @Test
  void jobsNeedARoleAndAPlace() throws IOException {
    Path plan = planned();
    at.program().run("apply", plan, "--via", "batch").expect(2).says("--role and --jobs-at");
  }

  private Path planned() throws IOException {
    at = new JobLab(temp, "photos");
    at.program().with("STOCKTAKE_COMPAT", "auto");
    at.write("f", "1".getBytes(UTF_8));
    Path plan = temp.resolve("plan");
    at.plan("photos", plan).expect(0);
    return plan;
  }
}
