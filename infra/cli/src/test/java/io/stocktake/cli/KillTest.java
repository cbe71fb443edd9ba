package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.lab.fault.Weather;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Proof
class KillTest {
  private static final int FILES = ProofShare.of(6_000);
  private static final int KILLS = ProofShare.of(20);
  private static final int IN_FLIGHT = 16;
  private static final int LONGEST_MILLIS = 120;

  /** So slow that no apply ends before it is killed. */
  private static final Weather WEATHER = new Weather(Duration.ofMillis(10), 0, Duration.ZERO);

  @TempDir private Path temp;

  @Test
  void killedAtRandomMomentsApplyStillEndsRightAndRepeatsOnlyWhatWasInFlight() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("KillTest seed " + seed);
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
    try (Lab lab = Lab.start(LabOptions.in(temp.resolve("lab")).withWeather(WEATHER))) {
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
      Killing kills = new Killing(random, temp.resolve("output"), LONGEST_MILLIS);
      for (int i = 0; i < KILLS; i++) {
        assertThat(kills.onceItWrites(plan, program, apply)).as("running, seed %d", seed).isTrue();
      }

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
          .isBetween((long) FILES, FILES + (long) KILLS * IN_FLIGHT);
    }
  }
}
