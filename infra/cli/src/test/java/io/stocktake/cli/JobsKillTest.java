package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.lab.fault.Fault;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jobs go on while nobody follows them; each driver takes up what it finds. */
@Proof
class JobsKillTest {
  private static final int JOBS = 12;
  private static final int STEP = ProofShare.of(25);
  private static final int KILLS = ProofShare.of(20);
  private static final int LONGEST_MILLIS = 900;

  /**
   * The last job takes as long as the kills, about 3 seconds each, and the first a twelfth of it.
   */
  private static final Duration TASK = Duration.ofMillis(3_000L * KILLS / JOBS / STEP);

  @TempDir private Path temp;

  @Test
  void killedAtRandomMomentsApplyStillTagsEveryObjectByTheSameJobs() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("JobsKillTest seed " + seed);
    Random random = new Random(seed);
    try (JobLab at = new JobLab(temp, "photos")) {
      List<Object> rules = new ArrayList<>(List.of("--replace-tags"));
      for (int job = 1; job <= JOBS; job++) {
        at.seed("photos", "d" + job + "/", STEP * job);
        rules.addAll(List.of("--tag", "d" + job + "/** Job=" + job));
      }
      Path plan = temp.resolve("plan");
      at.plan("photos", plan, rules.toArray()).expect(0);
      at.lab().failNext("CreateJob", "(?s).*", 10_000, Fault.delay(Duration.ofMillis(100)));
      at.lab().jobFaults().slowTasks(TASK);
      Object[] apply = JobLab.apply(plan);
      Killing kills = new Killing(random, temp.resolve("output"), LONGEST_MILLIS);
      int killed = 0;
      for (int i = 0; i < KILLS; i++) {
        long before = at.requests("HeadBucket");
        boolean running = kills.once(() -> at.requests("HeadBucket") > before, at.program(), apply);
        assertThat(running || at.status(plan).keySet().equals(Set.of("done")))
            .as("killed, or all was done before, seed %d", seed)
            .isTrue();
        killed += running ? 1 : 0;
      }
      System.out.println("JobsKillTest: " + killed + " kills met a running apply");
      at.lab().jobFaults().clear();

      at.program().run(apply).expect(0);

      at.tags("photos", at.keys())
          .forEach(
              (key, tags) ->
                  assertThat(tags)
                      .as("%s, seed %d", key, seed)
                      .isEqualTo(Map.of("Job", key.substring(1, key.indexOf('/')))));
      assertThat(at.jobs().stream().map(Job::description).distinct())
          .as("seed %d", seed)
          .hasSize(JOBS);
      assertThat(at.jobs()).as("seed %d", seed).hasSize(JOBS);
      assertThat(at.status(plan))
          .as("seed %d", seed)
          .isEqualTo(Map.of("done", (long) at.keys().size()));
    }
  }
}
