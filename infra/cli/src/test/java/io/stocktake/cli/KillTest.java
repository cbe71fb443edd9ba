package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
  private static final int FILES = 6_000;
  private static final int KILLS = 20;
  private static final int IN_FLIGHT = 16;

  @TempDir private Path temp;

  @Test
  void killedAtRandomMomentsApplyStillEndsRightAndRepeatsOnlyWhatWasInFlight() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Path source = Files.createDirectory(temp.resolve("source"));
    byte[] large = new byte[20 << 20];
    random.nextBytes(large);
    Files.write(source.resolve("a-large"), large);
    for (int i = 0; i < FILES; i++) {
      Path file = source.resolve("d" + i % 50 + "/f" + i);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "content " + i + " " + seed);
    }
    try (Lab lab = Lab.start(LabOptions.in(temp.resolve("lab")))) {
      lab.createBucket("photos");
      Program program = Program.on(lab);
      Path plan = temp.resolve("plan");
      program.run("plan", source, "s3://photos", "--inventory", "live", "--out", plan).expect(0);
      lab.resetRequestCounts();
      Object[] apply = {
        "apply",
        plan,
        "--max-in-flight",
        IN_FLIGHT,
        "--multipart-threshold",
        "6Mi",
        "--part-size",
        "5Mi"
      };
      int killed = 0;
      for (int i = 0; i < KILLS; i++) {
        killed += killSoon(program.process(List.of(), apply), plan, random) ? 1 : 0;
      }
      assertThat(killed).as("kills that met a running apply, seed %d", seed).isGreaterThan(10);

      program.run(apply).expect(0);

      Path again = temp.resolve("again");
      program
          .run(
              "plan",
              source,
              "s3://photos",
              "--inventory",
              "live",
              "--out",
              again,
              "--exit-code",
              "--part-size",
              "5Mi")
          .expect(0);
      Map<String, Long> requests = lab.requestCounts();
      assertThat(requests.get("PutObject"))
          .as("seed %d", seed)
          .isBetween((long) FILES, FILES + (long) killed * IN_FLIGHT);
    }
  }

  /** Kills an apply some time after it wrote its first line to the journal. */
  private static boolean killSoon(ProcessBuilder builder, Path plan, Random random)
      throws Exception {
    long before = journalSize(plan);
    Path output = plan.resolveSibling("output");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    while (process.isAlive() && journalSize(plan) == before) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    process.waitFor(random.nextInt(120), TimeUnit.MILLISECONDS);
    boolean running = process.isAlive();
    process.destroyForcibly();
    int exit = process.waitFor();
    assertThat(exit).as(Files.readString(output)).isIn(0, 137);
    return running;
  }

  private static long journalSize(Path plan) throws Exception {
    Path journal = plan.resolve("journal.log");
    return Files.exists(journal) ? Files.size(journal) : 0;
  }
}
