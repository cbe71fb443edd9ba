package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applies, and the applies of their undo plans, as processes that are killed. */
@Proof
class UndoKillTest {
  private static final int ROUNDS = ProofShare.of(2);
  private static final int KILLS = 1;
  private static final int FILES = 120;
  private static final int LONGEST_MILLIS = 250;

  @TempDir private Path temp;

  @Test
  void killedAndUndoneTheBucketIsAsItWas() throws Exception {
    long seed = Long.getLong("stocktake.seed", new Random().nextLong());
    System.out.println("UndoKillTest seed " + seed);
    Random random = new Random(seed);
    try (JobLab at = new JobLab(temp, "photos")) {
      at.keepVersions("photos");
      for (int i = 0; i < FILES; i++) {
        at.write("d" + i % 7 + "/" + i, ("content " + i).getBytes(UTF_8));
      }
      at.fill("photos");
      for (int round = 0; round < ROUNDS; round++) {
        Map<String, String> before = at.objects("photos");
        change(at, random, round);
        Path plan = temp.resolve("plan-" + round);
        at.plan("photos", plan, "--delete").expect(0);

        apply(at, plan, random);
        Map<String, String> after = at.objects("photos");
        assertThat(after).as("seed %d", seed).isNotEqualTo(before);
        apply(at, plan.resolve("undo-1"), random);

        assertThat(at.objects("photos")).as("round %d, seed %d", round, seed).isEqualTo(before);
        at.program().run("apply", plan.resolve("undo-1/undo-1")).expect(0);
        assertThat(at.objects("photos")).as("round %d, seed %d", round, seed).isEqualTo(after);
      }
    }
  }

  /** Some files are changed, some go, some move, some are new. */
  private static void change(JobLab at, Random random, int round) throws IOException {
    for (int i = 0; i < FILES; i++) {
      Path file = at.source().resolve("d" + i % 7 + "/" + i);
      int kind = random.nextInt(8);
      if (kind == 0 && Files.exists(file)) {
        Files.delete(file);
      } else if (kind == 1 && Files.exists(file)) {
        Files.move(file, at.source().resolve("moved " + round + " " + i));
      } else if (kind < 5) {
        Files.writeString(file, "round " + round + " " + random.nextInt());
      }
    }
  }

  private void apply(JobLab at, Path plan, Random random) throws Exception {
    Killing kills = new Killing(random, temp.resolve("output"), LONGEST_MILLIS);
    for (int i = 0; i < KILLS; i++) {
      kills.onceItWrites(plan, at.program(), "apply", plan, "--max-in-flight", 8);
    }
    at.program().run("apply", plan).expect(0);
    assertThat(PlanBundle.open(plan.resolve("undo-1")).plan().rows()).isPositive();
  }
}
