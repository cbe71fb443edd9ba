package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.lab.fault.Fault;
import io.stocktake.manifests.bundle.PlanBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An apply that is told to stop by a signal, as a process of its own. */
class InterruptTest {
  private static final int FILES = 150;
  private static final Duration LATENCY = Duration.ofMillis(50);

  @TempDir private Path temp;

  @Test
  void anInterruptedApplyExitsWith130AndTheNextOneDoesTheRest() throws Exception {
    try (JobLab at = new JobLab(temp, "photos")) {
      for (int i = 0; i < FILES; i++) {
        at.write("file " + i, ("content " + i).getBytes(UTF_8));
      }
      Path plan = temp.resolve("plan");
      at.plan("photos", plan).expect(0);
      at.lab().failNext("PutObject", "file.*", 1_000, Fault.delay(LATENCY));
      Path said = temp.resolve("said");
      Process apply =
          at.program()
              .process(List.of(), "apply", plan, "--max-in-flight", 2)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      JobLab.until(() -> PlanStatus.read(PlanBundle.open(plan)).left() < FILES);

      apply.destroy();

      assertThat(apply.waitFor()).as(Files.readString(said)).isEqualTo(130);
      assertThat(said).content().contains("Interrupted. Resume with: stocktake apply " + plan);
      int there = at.objects("photos").size();
      assertThat(there).isLessThan(FILES);
      assertThat(at.status(plan)).containsEntry("done", (long) there);
      at.lab().clearFaults();
      at.program().run("apply", plan).expect(0);
      assertThat(at.objects("photos")).hasSize(FILES);
      assertThat(at.status(plan)).isEqualTo(Map.of("done", (long) FILES));
    }
  }
}
