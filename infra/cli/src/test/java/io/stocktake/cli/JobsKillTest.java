package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.lab.fault.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jobs go on while nobody follows them; each driver takes up what it finds. */
class JobsKillTest {
  private static final int JOBS = 12;
  private static final int STEP = 25;
  private static final int KILLS = 20;

  @TempDir private Path temp;

  @Test
  void killedAtRandomMomentsApplyStillTagsEveryObjectByTheSameJobs() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("JobsKillTest seed " + seed);
    Random random = new Random(seed);
    try (JobLab at = new JobLab(temp, "photos")) {
      List<Object> rules = new ArrayList<>(List.of("--replace-tags"));
      for (int job = 1; job <= JOBS; job++) {
        for (int i = 0; i < STEP * job; i++) {
          at.write("d" + job + "/" + i, (job + " " + i).getBytes(UTF_8));
        }
        rules.addAll(List.of("--tag", "d" + job + "/** Job=" + job));
      }
      at.fill("photos");
      Path plan = temp.resolve("plan");
      at.plan("photos", plan, rules.toArray()).expect(0);
      at.lab().failNext("CreateJob", "(?s).*", 10_000, Fault.delay(Duration.ofMillis(100)));
      at.lab().jobFaults().slowTasks(Duration.ofMillis(50));
      Object[] apply = JobLab.apply(plan);
      int killed = 0;
      for (int i = 0; i < KILLS; i++) {
        killed += killSoon(at, apply, random) ? 1 : 0;
      }
      assertThat(killed).as("kills that met a running apply, seed %d", seed).isGreaterThan(10);

      at.program().run(apply).expect(0);

      for (String key : at.keys()) {
        String job = key.substring(1, key.indexOf('/'));
        assertThat(at.tags("photos", key))
            .as("%s, seed %d", key, seed)
            .isEqualTo(Map.of("Job", job));
      }
      assertThat(at.jobs().stream().map(Job::description).distinct())
          .as("seed %d", seed)
          .hasSize(JOBS);
      assertThat(at.jobs()).as("seed %d", seed).hasSize(JOBS);
      assertThat(at.status(plan))
          .as("seed %d", seed)
          .isEqualTo(Map.of("done", (long) at.keys().size()));
    }
  }

  /** Kills an apply some time after it has made its first request. */
  private boolean killSoon(JobLab at, Object[] apply, Random random) throws Exception {
    long before = at.requests("HeadBucket");
    Path output = temp.resolve("output");
    Process process =
        at.program()
            .process(List.of(), apply)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    JobLab.until(() -> !process.isAlive() || at.requests("HeadBucket") > before);
    process.waitFor(random.nextInt(900), TimeUnit.MILLISECONDS);
    boolean running = process.isAlive();
    process.destroyForcibly();
    int exit = process.waitFor();
    assertThat(exit).as(Files.readString(output)).isIn(0, 137);
    return running;
  }
}
