package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class JobsTest {
  private static final int FILES = 1_500;

  @TempDir private Path temp;
  private JobLab at;

  @AfterEach
  void stop() {
    at.close();
  }

  @Test
  void oneJobTagsEveryObjectAndIsNotMadeTwice() throws IOException {
    at = new JobLab(temp, "photos");
    for (int i = 0; i < FILES; i++) {
      at.write("d" + i % 10 + "/ü 100% & " + i, ("content " + i).getBytes(UTF_8));
    }
    at.fill("photos");
    Path plan = temp.resolve("plan");
    at.plan("photos", plan, "--tag", "Backup=Incremental", "--replace-tags").expect(0);

    at.program().run(JobLab.apply(plan)).expect(0).says("done");

    for (String key : at.keys()) {
      assertThat(at.tags("photos", key)).as(key).isEqualTo(Map.of("Backup", "Incremental"));
    }
    assertThat(at.status(plan)).isEqualTo(Map.of("done", (long) FILES));
    assertThat(at.requests("CreateJob")).isEqualTo(1);
    assertThat(at.jobs()).hasSize(1);
    at.lab().resetRequestCounts();

    at.program().run(JobLab.apply(plan)).expect(0);

    assertThat(at.requests("CreateJob")).isZero();
    assertThat(at.status(plan)).isEqualTo(Map.of("done", (long) FILES));
    assertThat(at.jobs()).hasSize(1);
  }
}
